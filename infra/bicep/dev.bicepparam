using 'main.bicep'

param name = 'mlops'
param stage = 'dev'
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', 'mlops@contoso.example')
param monthlyBudget = 50
param budgetStart = '2026-01-01'
param instanceMemoryMB = 2048
param maximumInstanceCount = 40
param alwaysReadyHttpInstances = 0
param storageSku = 'Standard_LRS'
param logRetentionDays = 30
param blobSoftDeleteDays = 7
param privateNetwork = false
param subscribeToDrops = bool(readEnvironmentVariable('SUBSCRIBE_TO_DROPS', 'true'))
param maxFileBytes = 268435456
param maxBodyBytes = 33554432
param sweepSchedule = '0 */5 * * * *'
param driftSchedule = '0 0 * * * *'
param retrainSchedule = '0 */15 * * * *'
