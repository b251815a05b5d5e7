// The whole deployment, by composition only: every resource stands in a module.
targetScope = 'resourceGroup'

@description('Short name of the system, part of every resource name.')
@minLength(3)
@maxLength(10)
param name string

@description('Stage, part of every resource name: dev or prod.')
@allowed(['dev', 'prod'])
param stage string

@description('Region of all resources. Flex Consumption must be offered there.')
param location string = resourceGroup().location

@description('Who is mailed by alerts and by the budget.')
param alertEmail string

@description('What a month may cost, in the currency of the subscription; mails go out at 80% spent and at 100% forecast.')
@minValue(1)
param monthlyBudget int

@description('First day of the budget: the first of a month, as yyyy-MM-01. A budget cannot begin in a past month, so it is this one.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('Memory of one instance in MB: what one training may use.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Most instances of each group at a time: how wide candidates fan out.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Instances kept warm by group: http for predictions, durable for runs, blob for dropped files; 0 costs nothing at rest.')
param alwaysReady { http: int, durable: int, blob: int }

@description('How the storage accounts are replicated: Standard_LRS in one place, Standard_ZRS over the zones of a region.')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param storageSku string

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('Days for which a deleted blob can be brought back.')
@minValue(1)
@maxValue(365)
param blobSoftDeleteDays int

@description('Puts app, storage and key vault into a virtual network with private endpoints and closes the accounts to the internet.')
param privateNetwork bool

@description('Whether the internet reaches the app at all. False needs privateNetwork: then only the network does, and Event Grid does not.')
param publicAccess bool

@description('Address ranges that reach the app from the internet, such as 203.0.113.0/24; empty: all. Event Grid always does.')
param allowedIpRanges string[]

@description('Client id of an Entra application whose app roles let callers in; empty: function keys do.')
param entraClientId string

@description('Largest file that is ingested, in bytes; larger ones go to quarantine with a receipt.')
@minValue(1048576)
param maxFileBytes int

@description('Largest HTTP body, in bytes; larger ones are answered with 413.')
@minValue(1024)
@maxValue(104857600)
param maxBodyBytes int

@description('When to look for files whose event was lost (NCRONTAB, UTC).')
param sweepSchedule string

@description('When to check every model for drift (NCRONTAB, UTC).')
param driftSchedule string

@description('When to look for models whose own retrain schedule is due (NCRONTAB, UTC).')
param retrainSchedule string

@description('When to purge histories of ended runs (NCRONTAB, UTC).')
param purgeSchedule string

@description('Days for which histories of ended runs are kept.')
@minValue(1)
@maxValue(3650)
param historyRetentionDays int

@description('When to anchor the ledgers in immutable storage and to compare them with their anchors (NCRONTAB, UTC).')
param anchorSchedule string

@description('Days for which nobody can change or delete an anchor; 0 leaves the policy as it is, for one that was locked.')
@minValue(0)
@maxValue(146000)
param anchorRetentionDays int

var suffix = take(uniqueString(resourceGroup().id, name, stage), 6)
var baseName = '${name}-${stage}-${suffix}'
var tags = { system: name, stage: stage }
var containers = ['incoming', 'score', 'definitions', 'artifacts', 'quarantine', 'uploads', 'predictions', 'anchors', 'keys']

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: 'id-${baseName}', location: location, tags: tags }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: { name: 'vnet-${baseName}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    workspaceName: 'log-${baseName}'
    insightsName: 'appi-${baseName}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    publisherPrincipalId: identity.outputs.principalId
  }
}

module hostStorage 'modules/storage.bicep' = {
  name: 'hostStorage'
  params: {
    name: take('sth${name}${stage}${suffix}', 24)
    location: location
    tags: tags
    sku: storageSku
    containers: ['deployment']
    softDeleteDays: blobSoftDeleteDays
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    immutableContainer: ''
    immutableDays: 0
  }
}

module dataStorage 'modules/storage.bicep' = {
  name: 'dataStorage'
  params: {
    name: take('std${name}${stage}${suffix}', 24)
    location: location
    tags: tags
    sku: storageSku
    containers: concat(containers, ['dead-letters'])
    softDeleteDays: blobSoftDeleteDays
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    immutableContainer: 'anchors'
    immutableDays: anchorRetentionDays
  }
}

module keyVault 'modules/keyVault.bicep' = {
  name: 'keyVault'
  params: {
    name: take('kv-${baseName}', 24)
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

module hostRoles 'modules/hostRoles.bicep' = {
  name: 'hostRoles'
  params: { storageAccountName: hostStorage.outputs.name, principalId: identity.outputs.principalId }
}

module dataRoles 'modules/dataRoles.bicep' = {
  name: 'dataRoles'
  params: { storageAccountName: dataStorage.outputs.name, containers: containers, principalId: identity.outputs.principalId }
}

module hostEndpoints 'modules/privateEndpoints.bicep' = if (privateNetwork) {
  name: 'hostEndpoints'
  params: {
    resourceId: hostStorage.outputs.id
    resourceName: hostStorage.outputs.name
    services: ['blob', 'queue', 'table']
    vnetName: network.?outputs.vnetName ?? ''
    location: location
    tags: tags
  }
}

module dataEndpoints 'modules/privateEndpoints.bicep' = if (privateNetwork) {
  name: 'dataEndpoints'
  params: {
    resourceId: dataStorage.outputs.id
    resourceName: dataStorage.outputs.name
    services: ['blob', 'queue', 'table']
    vnetName: network.?outputs.vnetName ?? ''
    location: location
    tags: tags
  }
}

module keyEndpoints 'modules/privateEndpoints.bicep' = if (privateNetwork) {
  name: 'keyEndpoints'
  params: {
    resourceId: keyVault.outputs.id
    resourceName: keyVault.outputs.name
    services: ['vault']
    vnetName: network.?outputs.vnetName ?? ''
    location: location
    tags: tags
  }
}

module appEndpoints 'modules/privateEndpoints.bicep' = if (privateNetwork && !publicAccess) {
  name: 'appEndpoints'
  params: {
    resourceId: app.outputs.id
    resourceName: app.outputs.name
    services: ['sites']
    vnetName: network.?outputs.vnetName ?? ''
    location: location
    tags: tags
  }
}

module notifications 'modules/notifications.bicep' = {
  name: 'notifications'
  params: { name: 'evgn-${baseName}', location: location, tags: tags, principalId: identity.outputs.principalId }
}

module app 'modules/functionApp.bicep' = {
  name: 'app'
  params: {
    name: 'func-${baseName}'
    planName: 'plan-${baseName}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostStorageName: hostStorage.outputs.name
    dataStorageName: dataStorage.outputs.name
    insightsConnectionString: monitoring.outputs.connectionString
    subnetId: network.?outputs.appSubnetId ?? ''
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReady
    publicAccess: publicAccess
    allowedIpRanges: allowedIpRanges
    entraClientId: entraClientId
    maxFileBytes: maxFileBytes
    maxBodyBytes: maxBodyBytes
    sweepSchedule: sweepSchedule
    driftSchedule: driftSchedule
    retrainSchedule: retrainSchedule
    purgeSchedule: purgeSchedule
    historyRetentionDays: historyRetentionDays
    anchorSchedule: anchorSchedule
    keyVaultUri: keyVault.outputs.uri
    notificationsTopic: notifications.outputs.endpoint
  }
  // Without its roles the app cannot read its own package.
  dependsOn: [hostRoles, dataRoles, hostEndpoints, dataEndpoints, keyEndpoints]
}

module drops 'modules/dropEvents.bicep' = {
  name: 'drops'
  params: {
    topicName: 'evgt-${baseName}'
    location: location
    tags: tags
    storageAccountName: dataStorage.outputs.name
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: baseName
    location: location
    tags: tags
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  params: { name: 'budget-${baseName}', amount: monthlyBudget, startDate: budgetStart, email: alertEmail }
}

@description('Name of the function app, for deploying its package.')
output functionAppName string = app.outputs.name

@description('Host name of the function app.')
output hostName string = app.outputs.hostName

@description('Account into whose incoming container files are dropped.')
output dataStorageName string = dataStorage.outputs.name
