// The app on Flex Consumption: HTTPS only, its package and its storage opened by its own identity, no secret in its settings.
@description('Name of the app.')
param name string

@description('Name of the plan.')
param planName string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('The host\'s storage account; its container "deployment" holds the package.')
param hostStorageName string

@description('The data account.')
param dataStorageName string

@description('Where telemetry goes.')
param insightsConnectionString string

@description('Subnet that the app reaches out from; empty: none.')
param subnetId string

@description('Memory of one instance in MB.')
param instanceMemoryMB int

@description('Most instances at a time.')
param maximumInstanceCount int

@description('Instances kept warm by group: http, durable, blob.')
param alwaysReady object

@description('Whether the internet reaches the app at all.')
param publicAccess bool

@description('Address ranges that reach the app from the internet; empty: all.')
param allowedIpRanges string[]

@description('Entra application whose app roles let callers in; empty: function keys do.')
param entraClientId string

@description('Largest file that is ingested, in bytes.')
param maxFileBytes int

@description('Largest HTTP body, in bytes.')
param maxBodyBytes int

@description('When to sweep (NCRONTAB, UTC).')
param sweepSchedule string

@description('When to check for drift (NCRONTAB, UTC).')
param driftSchedule string

@description('When to look for due retraining (NCRONTAB, UTC).')
param retrainSchedule string

@description('When to purge histories of ended runs (NCRONTAB, UTC).')
param purgeSchedule string

@description('Days for which histories of ended runs are kept.')
param historyRetentionDays int

@description('When to anchor the ledgers (NCRONTAB, UTC).')
param anchorSchedule string

@description('Address of the vault with the privacy key.')
param keyVaultUri string

@description('Address of the topic for notifications.')
param notificationsTopic string

// Event Grid brings the key of the blob extension; without this rule no drop would be told of.
var eventGridRule = { name: 'EventGrid', action: 'Allow', priority: 100, tag: 'ServiceTag', ipAddress: 'AzureEventGrid' }
var ipRules = [
  for (range, i) in allowedIpRanges: { name: 'range-${i}', action: 'Allow', priority: 200 + i, ipAddress: range }
]
var alwaysReadyGroups = filter(
  map(items(alwaysReady), group => { name: group.key, instanceCount: group.value }),
  group => group.instanceCount > 0
)

resource hostStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: dataStorageName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // By this tag the Azure Developer CLI finds where the service "app" of azure.yaml goes.
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      ipSecurityRestrictions: empty(allowedIpRanges) ? [] : concat([eventGridRule], ipRules)
      ipSecurityRestrictionsDefaultAction: empty(allowedIpRanges) ? 'Allow' : 'Deny'
      // Publishing takes an Entra token wherever it comes from.
      scmIpSecurityRestrictionsUseMain: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}deployment'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyGroups
      }
    }
  }

  // Publishing takes an Entra token: no user name and password for FTP or for the deployment site.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__accountName: hostStorage.name
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      Data__blobServiceUri: dataStorage.properties.primaryEndpoints.blob
      Data__queueServiceUri: dataStorage.properties.primaryEndpoints.queue
      Data__tableServiceUri: dataStorage.properties.primaryEndpoints.table
      Data__credential: 'managedidentity'
      Data__clientId: identityClientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      // Of the two blob triggers, the polling one is for machines without Event Grid; Flex Consumption refuses to poll.
      'AzureWebJobs.BlobPolled.Disabled': 'true'
      'AzureWebJobs.ScorePolled.Disabled': 'true'
      // The host would greet whoever asks for its root.
      AzureWebJobsDisableHomepage: 'true'
      MaxFileBytes: string(maxFileBytes)
      MaxBodyBytes: string(maxBodyBytes)
      SweepSchedule: sweepSchedule
      DriftSchedule: driftSchedule
      RetrainSchedule: retrainSchedule
      PurgeSchedule: purgeSchedule
      HistoryRetentionDays: string(historyRetentionDays)
      AnchorSchedule: anchorSchedule
      KeyVaultUri: keyVaultUri
      // Channels of kind eventGrid name it in urlFrom.
      MLOPS_NOTIFICATIONS_TOPIC: notificationsTopic
      // App roles decide and the host asks for no key: both only together with the authentication below.
      EntraSignIn: empty(entraClientId) ? 'false' : 'true'
    }
  }

  resource authentication 'config' = if (!empty(entraClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
        // Liveness is for probes, the webhook for Event Grid, which brings the extension's key.
        excludedPaths: ['/v2/health/live', '/runtime/webhooks/blobs']
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: entraClientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: ['api://${entraClientId}', entraClientId] }
        }
      }
      httpSettings: { requireHttps: true }
      login: { tokenStore: { enabled: false } }
    }
  }
}

@description('Resource id of the app.')
output id string = app.id

@description('Name of the app.')
output name string = app.name

@description('Host name of the app.')
output hostName string = app.properties.defaultHostName
