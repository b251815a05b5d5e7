// The topic to which models send notifications on a channel of kind eventGrid. Who wants to know subscribes to it.
@description('Name of the topic.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Object id of the app\'s identity.')
param principalId string

var eventGridDataSender = 'd5a91429-5739-47e2-a06b-3470a27159e7'

resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    // The app sends as its identity; keys are not needed.
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
    // The app sends to public addresses only, so that no definition makes it reach into a network. An identity is asked for.
    publicNetworkAccess: 'Enabled'
  }
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, principalId, eventGridDataSender)
  scope: topic
  properties: {
    description: 'EventGrid Data Sender'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventGridDataSender)
  }
}

@description('Address to which events are sent.')
output endpoint string = topic.properties.endpoint
