using 'main.bicep'

param name = 'mlops'
param stage = 'prod'
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', 'mlops@contoso.example')
param monthlyBudget = 500
param budgetStart = '2026-01-01'
param instanceMemoryMB = 4096
param maximumInstanceCount = 100
param alwaysReadyHttpInstances = 1
param storageSku = 'Standard_ZRS'
param logRetentionDays = 90
param blobSoftDeleteDays = 30
param privateNetwork = true
param subscribeToDrops = bool(readEnvironmentVariable('SUBSCRIBE_TO_DROPS', 'true'))
param maxFileBytes = 1073741824
param maxBodyBytes = 33554432
param sweepSchedule = '0 */5 * * * *'
param driftSchedule = '0 0 * * * *'
param retrainSchedule = '0 */15 * * * *'
