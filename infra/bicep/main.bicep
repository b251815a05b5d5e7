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

@description('First day of the budget: the first of a month, as yyyy-MM-01.')
param budgetStart string

@description('Memory of one instance in MB: what one training may use.')
@allowed([2048, 4096])
param instanceMemoryMB int

@description('Most instances at a time: how wide candidates fan out.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('Instances kept warm for HTTP, so that predictions see no cold start; 0 costs nothing at rest.')
@minValue(0)
@maxValue(10)
param alwaysReadyHttpInstances int

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

@description('Puts app and storage into a virtual network with private endpoints and closes the accounts to the internet.')
param privateNetwork bool

@description('Client id of an Entra application that callers must have a token for; empty: function keys alone.')
param entraClientId string = ''

@description('Subscribes the app to dropped blobs. False on the very first deployment: the subscription needs the key that the running app makes.')
param subscribeToDrops bool

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

var suffix = take(uniqueString(resourceGroup().id, name, stage), 6)
var baseName = '${name}-${stage}-${suffix}'
var tags = { system: name, stage: stage }
var containers = ['incoming', 'definitions', 'artifacts', 'quarantine', 'uploads', 'predictions', 'keys']

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
    storageAccountName: hostStorage.outputs.name
    vnetName: network.?outputs.vnetName ?? ''
    location: location
    tags: tags
  }
}

module dataEndpoints 'modules/privateEndpoints.bicep' = if (privateNetwork) {
  name: 'dataEndpoints'
  params: {
    storageAccountName: dataStorage.outputs.name
    vnetName: network.?outputs.vnetName ?? ''
    location: location
    tags: tags
  }
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
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    entraClientId: entraClientId
    maxFileBytes: maxFileBytes
    maxBodyBytes: maxBodyBytes
    sweepSchedule: sweepSchedule
    driftSchedule: driftSchedule
    retrainSchedule: retrainSchedule
  }
  // Without its roles the app cannot read its own package.
  dependsOn: [hostRoles, dataRoles, hostEndpoints, dataEndpoints]
}

module drops 'modules/dropEvents.bicep' = {
  name: 'drops'
  params: {
    topicName: 'evgt-${baseName}'
    location: location
    tags: tags
    storageAccountName: dataStorage.outputs.name
    functionAppName: app.outputs.name
    subscribe: subscribeToDrops
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
