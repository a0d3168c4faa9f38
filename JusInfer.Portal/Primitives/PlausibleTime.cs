namespace JusInfer.Portal.Primitives;

/// <summary>
/// Bounds of stored times. A clock that was ahead while it wrote one leaves a lease that does not end, or an attempt that is not due, for as
/// long as the clock was ahead. A time that no correct clock can have written is therefore not believed.
/// </summary>
internal static class PlausibleTime
{
    /// <summary>Two transactions read the clock at different times, and clocks of nodes differ a little.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>The latest time that something can have which is set to the current time plus a term.</summary>
    public static DateTimeOffset Latest(DateTimeOffset now, TimeSpan term) => now + term + Tolerance;

    /// <summary>Whether something that lasts for a term and has a stored end has begun and not ended.</summary>
    public static bool IsWithin(DateTimeOffset end, TimeSpan term, DateTimeOffset now) => now < end && end <= Latest(now, term);
}
