namespace JusInfer.Portal.Routing.Costs;

/// <summary>What a session is expected to do next, from its own calls. Exponential averages, so a bounded value.</summary>
/// <param name="Calls">The calls so far.</param>
/// <param name="Output">The average output of a call. Tokens.</param>
/// <param name="Growth">The average growth of the prompt from call to call. Tokens.</param>
/// <param name="OutputDeviation">The average absolute deviation of the output. Tokens.</param>
internal readonly record struct StepForecast(int Calls, double Output, double Growth, double OutputDeviation)
{
    /// <summary>The averages of measured coding sessions, which apply until a session has its own.</summary>
    private const double DefaultOutput = 270, DefaultGrowth = 520;

    /// <summary>The weight of a new call.</summary>
    private const double Weight = 0.15;

    /// <summary>The horizon of a session without calls, and the longest horizon.</summary>
    private const int DefaultHorizon = 8, MaxHorizon = 24;

    /// <summary>The bound of the output is so many deviations above the average.</summary>
    private const double BoundDeviations = 4;

    public static StepForecast Start => new(0, DefaultOutput, DefaultGrowth, DefaultOutput);

    /// <summary>
    /// The expected further calls of the session. The length of sessions is heavy-tailed: the longer one has run, the longer it will still run.
    /// </summary>
    public int Horizon => Math.Min(MaxHorizon, DefaultHorizon + (Calls / 4));

    /// <summary>The output that a call is expected not to exceed. Tokens.</summary>
    public long OutputBound => (long)Math.Ceiling(Output + (BoundDeviations * OutputDeviation));

    public StepForecast After(long output, long growth) => new(
        Calls + 1,
        Output + (Weight * (output - Output)),
        Growth + (Weight * (Math.Max(growth, 0) - Growth)),
        OutputDeviation + (Weight * (Math.Abs(output - Output) - OutputDeviation)));
}
