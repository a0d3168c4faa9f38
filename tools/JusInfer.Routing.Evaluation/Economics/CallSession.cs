namespace JusInfer.Routing.Evaluation.Economics;

/// <summary>The calls of one session. Each prompt begins with the one before.</summary>
internal sealed record CallSession(string Task, IReadOnlyList<SessionCall> Calls)
{
    /// <summary>The share of what a call adds to the conversation that a further call like it adds.</summary>
    private const double FurtherGrowth = 0.35;

    public static IReadOnlyList<CallSession> Read(string folder, string name) =>
    [
        .. from row in DataFile.Rows(folder, name)
           select new CallSession(row.Text("task_id")!,
           [
               .. from step in row.GetProperty("steps").EnumerateArray()
                  select new SessionCall(step.Text("action")!, (long)(step.Number("prompt_tokens") ?? 0), (long)(step.Number("completion_tokens") ?? 0))
                  {
                      ReportedRead = (long)(step.Number("cached_tokens") ?? 0),
                      At = DateTimeOffset.FromUnixTimeSeconds((long)(step.Number("t") ?? 0)),
                  },
           ]),
    ];

    /// <summary>The tokens by which a call makes the conversation longer: its answer and the result. Of the last call, only the answer is known.</summary>
    public long GrowthAfter(int index) => index + 1 < Calls.Count ? Math.Max(0, Calls[index + 1].Prompt - Calls[index].Prompt) : Calls[index].Output;

    /// <summary>The prompt tokens of a call that the call before had sent too.</summary>
    public long Repeated(int index) => index == 0 ? 0 : Math.Min(Calls[index].Prompt, Calls[index - 1].Prompt);

    /// <summary>The session with more calls, evenly spread: each further one repeats a recorded call and adds less to the conversation than that did.</summary>
    /// <param name="factor">The calls, as a multiple of the recorded ones. At least 1.</param>
    public CallSession Longer(double factor)
    {
        var calls = new List<SessionCall>();
        var (added, repeats) = (0d, 0);
        for (var i = 0; i < Calls.Count; i++)
        {
            var call = Calls[i];
            calls.Add(call with { Prompt = call.Prompt + (long)added });
            // A little more, so that a product that should be whole is not rounded down.
            for (var due = (int)(((i + 1) * (factor - 1)) + 1e-9); repeats < due; repeats++)
            {
                calls.Add(call with { Prompt = call.Prompt + GrowthAfter(i) + (long)added });
                added += FurtherGrowth * GrowthAfter(i);
            }
        }

        return this with { Calls = calls };
    }
}
