// Microsoft.Azure.Functions.Worker.Extensions.{Abstractions, Http, Timer, Storage.Blobs, DurableTask}: attributes hold what they are given, so that tests can read it.
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions
{
    [AttributeUsage(AttributeTargets.All)]
    public abstract class BindingAttribute : Attribute
    {
    }

    public abstract class TriggerBindingAttribute : BindingAttribute
    {
    }

    public abstract class InputBindingAttribute : BindingAttribute
    {
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FunctionAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    public enum AuthorizationLevel
    {
        Anonymous,
        User,
        Function,
        System,
        Admin,
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class HttpTriggerAttribute : TriggerBindingAttribute
    {
        public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) => (AuthLevel, Methods) = (authLevel, methods);
        public string? Route { get; set; }
        public string[]? Methods { get; }
        public AuthorizationLevel AuthLevel { get; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
    {
        public string Schedule { get; } = schedule;
        public bool UseMonitor { get; set; } = true;
        public bool RunOnStartup { get; set; }
    }

    public class TimerInfo
    {
        public ScheduleStatus? ScheduleStatus { get; set; }
        public bool IsPastDue { get; set; }
    }

    public class ScheduleStatus
    {
        public DateTime Last { get; set; }
        public DateTime Next { get; set; }
        public DateTime LastUpdated { get; set; }
    }

    public enum BlobTriggerSource
    {
        LogsAndContainerScan,
        EventGrid,
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
    {
        public string BlobPath { get; } = blobPath;
        public string? Connection { get; set; }
        public BlobTriggerSource Source { get; set; } = BlobTriggerSource.LogsAndContainerScan;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
    {
        public string? Orchestration { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
    {
        public string? Activity { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class DurableClientAttribute : InputBindingAttribute
    {
        public string? TaskHub { get; set; }
        public string? ConnectionName { get; set; }
    }
}
