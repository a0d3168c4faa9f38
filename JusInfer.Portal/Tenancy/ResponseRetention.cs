namespace JusInfer.Portal.Tenancy;

/// <summary>For how many days the operator lets teams store responses.</summary>
/// <param name="DefaultDays">For teams that have not chosen; 0 stores none for any team.</param>
/// <param name="MaxDays">The most that a team can choose.</param>
internal sealed record ResponseRetention(int DefaultDays, int MaxDays)
{
    public static readonly ResponseRetention Default = new(30, 30);

    /// <summary>The days of a team, also if the operator has lowered the maximum since it has chosen.</summary>
    public int DaysOf(ResponsePolicy policy) => Math.Min(policy.RetentionDays ?? DefaultDays, MaxDays);
}
