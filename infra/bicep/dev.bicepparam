using 'main.bicep'

param name = 'mlops'
param stage = 'dev'
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', 'mlops@contoso.example')
param monthlyBudget = 50
param instanceMemoryMB = 2048
param maximumInstanceCount = 40
param alwaysReady = { http: 0, durable: 0, blob: 0 }
param storageSku = 'Standard_LRS'
param logRetentionDays = 30
param blobSoftDeleteDays = 7
param privateNetwork = false
param publicAccess = true
param allowedIpRanges = []
param entraClientId = readEnvironmentVariable('ENTRA_CLIENT_ID', '')
param maxFileBytes = 268435456
param maxBodyBytes = 33554432
param sweepSchedule = '0 */5 * * * *'
param driftSchedule = '0 0 * * * *'
param retrainSchedule = '0 */15 * * * *'
param purgeSchedule = '0 30 2 * * *'
param historyRetentionDays = 90
param anchorSchedule = '0 10 * * * *'
param anchorRetentionDays = 7
