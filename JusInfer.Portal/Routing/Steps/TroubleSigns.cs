namespace JusInfer.Portal.Routing.Steps;

/// <summary>Signs in a conversation that the agent makes no progress.</summary>
[Flags]
internal enum TroubleSigns : byte
{
    None = 0,

    /// <summary>The last command is one of the commands before it, and its result shows an error.</summary>
    RepeatedCommand = 1,

    /// <summary>The last results all show errors.</summary>
    ErrorStreak = 1 << 1,

    /// <summary>The user asks for the same again, in the same words.</summary>
    RepeatedRequest = 1 << 2,
}

/// <summary>Finds these signs in the course of a conversation.</summary>
internal static class Trouble
{
    /// <summary>One bit for each of the last three results.</summary>
    private const uint Streak = 0b111;

    public static TroubleSigns Of(ref readonly StepHistory trail)
    {
        var signs = TroubleSigns.None;
        if (!trail.EndsWithResult) return trail.IsRequestRepeated ? TroubleSigns.RepeatedRequest : signs;
        if (trail.IsRepeated && (trail.ErrorBits & 1) != 0) signs |= TroubleSigns.RepeatedCommand;
        if ((trail.ErrorBits & Streak) == Streak) signs |= TroubleSigns.ErrorStreak;
        return signs;
    }
}
