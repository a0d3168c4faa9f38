using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

/// <summary>
/// Runs in the measured portal (<c>DOTNET_STARTUP_HOOKS</c>), before its own code: writes the bytes that were allocated of each type to a
/// file, once a second. The runtime reports one allocation in about 100 KB, and the type of that one.
/// </summary>
[SuppressMessage("Design", "MA0047", Justification = ".NET finds it without a namespace only.")]
internal static class StartupHook
{
    public const string FileVariable = "JUSINFER_ALLOCATIONS";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { } file) return;
        var listener = new AllocationListener();
        new Thread(() => Write(listener, file)) { IsBackground = true, Name = "allocations" }.Start();
    }

    private static void Write(AllocationListener listener, string file)
    {
        while (true)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            File.WriteAllLines(file + ".new", listener.Bytes.Select(static pair => $"{pair.Value}\t{pair.Key}"));
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    private sealed class AllocationListener : EventListener
    {
        private const EventKeywords Collections = (EventKeywords)1;

        public ConcurrentDictionary<string, long> Bytes { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, Collections);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName is not { } name || !name.StartsWith("GCAllocationTick", StringComparison.Ordinal)) return;
            var type = (string)eventData.Payload![eventData.PayloadNames!.IndexOf("TypeName")]!;
            var bytes = (long)(ulong)eventData.Payload[eventData.PayloadNames.IndexOf("AllocationAmount64")]!;
            Bytes.AddOrUpdate(type, static (_, added) => added, static (_, sum, added) => sum + added, bytes);
        }
    }
}
