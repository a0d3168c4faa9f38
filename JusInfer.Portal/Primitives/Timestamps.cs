namespace JusInfer.Portal.Primitives;

/// <summary>Timestamps with a meaning of their own.</summary>
internal static class Timestamps
{
    /// <summary>The end of a period without an end. Both databases can store it.</summary>
    public static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
