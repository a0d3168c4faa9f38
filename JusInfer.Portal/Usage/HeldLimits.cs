namespace JusInfer.Portal.Usage;

/// <summary>
/// The limits that a call held money of, as text for a column: their ids, separated by spaces. The wallet's is <see cref="Wallet"/>.
/// </summary>
internal static class HeldLimits
{
    public const string Wallet = "wallet";

    /// <returns>Null for no limit.</returns>
    public static string? Format(IEnumerable<string> ids) => string.Join(' ', ids) is { Length: > 0 } text ? text : null;

    public static string[] Parse(string? text) => text?.Split(' ') ?? [];
}
