namespace JusInfer.Routing.Evaluation.Economics;

/// <summary>A call of a session, as its bill sees it.</summary>
/// <param name="Action">What the recorded model did, by the label of the data.</param>
/// <param name="Prompt">The tokens of the prompt.</param>
/// <param name="Output">The tokens of the answer.</param>
internal readonly record struct SessionCall(string Action, long Prompt, long Output)
{
    /// <summary>The prompt tokens that the provider of the recording read from its cache.</summary>
    public long ReportedRead { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The call looks at files, runs a program or submits. By its form alone it could go to a small model.</summary>
    public bool IsTactical => Action is "look" or "run" or "submit";
}
