namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>Days (UTC).</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, inclusive; not before the first.</param>
public readonly record struct DayRange(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber + 1;
}
