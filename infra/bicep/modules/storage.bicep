// A storage account that answers tokens alone: no shared keys, no anonymous blobs, no plain HTTP.
@description('Name of the account: 3 to 24 lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Replication.')
param sku string

@description('Containers to create.')
param containers string[]

@description('Days for which a deleted blob or container can be brought back.')
param softDeleteDays int

@description('Whether the internet reaches the account at all.')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string

@description('One of the containers in which no blob can be changed or deleted for a time; empty: none.')
param immutableContainer string

@description('Days for which nobody can change or delete a blob there; 0 leaves the policy as it is.')
param immutableDays int

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: publicNetworkAccess
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
    }

    resource container 'containers' = [
      for container in containers: {
        name: container
        properties: { publicAccess: 'None' }
      }
    ]

    resource immutable 'containers' existing = if (immutableDays > 0) {
      name: immutableContainer

      // Unlocked, so that a trial can be taken down; docs/azure.md locks it, which nobody can undo.
      resource policy 'immutabilityPolicies' = if (immutableDays > 0) {
        name: 'default'
        properties: { immutabilityPeriodSinceCreationInDays: immutableDays, allowProtectedAppendWrites: false }
        dependsOn: [container]
      }
    }
  }
}

@description('Name of the account.')
output name string = account.name

@description('Resource id of the account.')
output id string = account.id
