using 'main.bicep'

param name = 'mlops'
param stage = 'prod'
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', 'mlops@contoso.example')
param monthlyBudget = 500
param instanceMemoryMB = 4096
param maximumInstanceCount = 100
param alwaysReady = { http: 1, durable: 1, blob: 0 }
param storageSku = 'Standard_ZRS'
param logRetentionDays = 90
param blobSoftDeleteDays = 30
param privateNetwork = true
param publicAccess = true
param allowedIpRanges = []
// Production has people and applications with names: no anonymous key opens it.
param entraClientId = empty(readEnvironmentVariable('ENTRA_CLIENT_ID', '')) ? fail('Set ENTRA_CLIENT_ID: infra/entra makes the application') : readEnvironmentVariable('ENTRA_CLIENT_ID')
param maxFileBytes = 1073741824
param maxBodyBytes = 33554432
param sweepSchedule = '0 */5 * * * *'
param driftSchedule = '0 0 * * * *'
param retrainSchedule = '0 */15 * * * *'
param purgeSchedule = '0 30 2 * * *'
param historyRetentionDays = 90
param anchorSchedule = '0 10 * * * *'
param anchorRetentionDays = 3650
