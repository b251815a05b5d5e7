// What can be deployed only once the app runs: it makes the keys that these two read. infra/postdeploy deploys it.
targetScope = 'resourceGroup'

@description('Name of the function app, func-... as main.bicep names it.')
param functionAppName string

@description('Whether Event Grid can reach the app. Where it cannot, the sweep finds every file.')
param subscribe bool

// The functions of access level Predict; a test compares them with the contract.
var predictFunctions = loadJsonContent('predictFunctions.json')
var drops = [
  { name: 'drops', container: 'incoming', function: 'BlobDropped', outputs: ['.receipt.json'] }
  {
    name: 'score-drops'
    container: 'score'
    function: 'ScoreDropped'
    outputs: ['.receipt.json', '.predictions.csv', '.quarantine.csv']
  }
]

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName

  // Bicep has no type for it; the resource and its keys are documented.
  #disable-next-line BCP081
  resource host 'host' existing = {
    name: 'default'
  }

  resource predict 'functions' existing = {
    name: 'http-predict'
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: 'evgt-${substring(functionAppName, 5)}'
}

// An application that only predicts holds the key of the function http-predict: it opens the routes of its level and no others.
resource predictKeys 'Microsoft.Web/sites/functions/keys@2024-04-01' = [
  for function in predictFunctions: {
    name: '${functionAppName}/${function}/predict'
    // The published type lacks this; the service and the Azure CLI have it.
    #disable-next-line BCP187
    properties: { name: 'predict', value: app::predict.listKeys().default }
  }
]

// What cannot be delivered within a day is kept as a dead letter; the sweep finds the file anyway.
resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [for drop in drops: if (subscribe) {
  parent: topic
  name: drop.name
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.${drop.function}&code=${app::host.listKeys().systemKeys.blobs_extension}'
        maxEventsPerBatch: 1
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/${drop.container}/'
      isSubjectCaseSensitive: true
      // What the app itself writes is no drop.
      advancedFilters: [{ operatorType: 'StringNotEndsWith', key: 'subject', values: drop.outputs }]
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: topic.properties.source, blobContainerName: 'dead-letters' }
      }
    }
  }
}]
