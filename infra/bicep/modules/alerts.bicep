// Five things that a person should hear of. Each is a query over the event names that the product logs; docs/azure.md lists them.
@description('Base name of the alert rules.')
param name string

@description('Region.')
param location string

@description('Tags of the resources.')
param tags object

@description('Who is mailed.')
param email string

@description('The log workspace.')
param workspaceId string

var rules = [
  {
    key: 'failed-runs'
    display: 'Runs failed'
    severity: 1
    query: 'AppTraces | where Properties.EventName == "RunFailed" or Message startswith "RunFailed:"'
  }
  {
    key: 'poison'
    display: 'Files were given up on'
    severity: 1
    query: 'AppTraces | where Properties.EventName == "DropPoisoned" or Message startswith "DropPoisoned:"'
  }
  {
    key: 'drift'
    display: 'A model\'s data has drifted'
    severity: 2
    query: 'AppTraces | where Properties.EventName == "ModelDrifted" or Message startswith "ModelDrifted:"'
  }
  {
    key: 'gate-refusals'
    display: 'Gates held a model back'
    severity: 3
    query: 'AppTraces | where Properties.EventName == "RunHeldBack" or Message startswith "RunHeldBack:"'
  }
  {
    key: 'ledger'
    display: 'A ledger differs from its anchors'
    severity: 0
    query: 'AppTraces | where Properties.EventName == "LedgerAltered" or Message startswith "LedgerAltered:"'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'mlops'
    enabled: true
    emailReceivers: [{ name: 'owner', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${name}-${rule.key}'
    location: location
    tags: tags
    properties: {
      displayName: rule.display
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      // Twice the frequency: an event that arrives late is still seen. A rule that has fired mails again only after it has been quiet.
      windowSize: 'PT30M'
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      actions: { actionGroups: [people.id] }
    }
  }
]
