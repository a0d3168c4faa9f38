namespace JusInfer.Portal.Admission.Runaway;

/// <summary>Counts what the calls of one run repeat, one after the other. Thread-safe.</summary>
internal sealed class RunActivity
{
    /// <summary>Ids of tool calls can make results that are equal differ by a few bytes.</summary>
    private const int MaxSizeDifference = 8;

    private readonly Lock gate = new();
    private readonly List<RequestId> running = new(1);
    private long lastBody;
    private int repeats;
    private int lastResultBytes;
    private int toolResults;

    /// <summary>When the last call began, as a timestamp of the clock.</summary>
    public long LastUsed { get; set; }

    /// <summary>Counts a call that begins.</summary>
    /// <returns>
    /// How many identical requests in a row the call completes; 0 if it overlaps another one, because agents send one request after the other.
    /// And how many tool results of the same size in a row: only then can the results be identical.
    /// </returns>
    public (int Repeats, int ToolResults) Begin(in RunCall call)
    {
        lock (gate)
        {
            repeats = running.Count > 0 ? 0 : call.BodyHash == lastBody ? repeats + 1 : 1;
            lastBody = call.BodyHash;
            running.Add(call.Id);

            var isSimilar = toolResults > 0 && Math.Abs((call.ToolResultBytes ?? 0) - lastResultBytes) <= MaxSizeDifference;
            toolResults = call.ToolResultBytes is null ? 0 : isSimilar ? toolResults + 1 : 1;
            lastResultBytes = call.ToolResultBytes ?? 0;
            return (repeats, toolResults);
        }
    }

    /// <summary>Ends a call. One that failed does not count: clients repeat it for this reason.</summary>
    public void End(RequestId call, bool failed)
    {
        lock (gate)
        {
            if (running.Remove(call) && failed) repeats = Math.Max(0, repeats - 1);
        }
    }

    /// <summary>Corrects the number of tool results by the number that are in fact identical.</summary>
    public void SetToolResults(int identical)
    {
        lock (gate) toolResults = Math.Min(toolResults, identical);
    }
}
