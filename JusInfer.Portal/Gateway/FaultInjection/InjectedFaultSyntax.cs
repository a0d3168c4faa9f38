using System.Collections.Immutable;
using System.Globalization;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>Parses the faults in the header <c>X-JusInfer-Chaos</c>: <c>429x2, cut@2000, slow-first=5s</c>.</summary>
internal static class InjectedFaultSyntax
{
    /// <summary>The maximum number of faults per call.</summary>
    public const int MaxFaults = 8;

    /// <summary>Begins the item that cuts the connection by a signal, whose name follows. The playground sends it; it is not documented for clients.</summary>
    public const string CutOnSignal = "cut=";

    private const int MaxOffset = 1_000_000;
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(60);

    /// <summary>The allowed values, for the error message.</summary>
    public const string Allowed =
        "at most 8 of these, separated by commas: cut@N, stall@N, malformed@N (at byte N of the provider's answer, 0 to 1000000); "
        + "429, 500, 502, 503, 529 (the attempt gets this status); each of them with xK to happen K times, 1 to 9, as in 429x2; "
        + "and slow-first=5s or slow-first=500ms (at most 60s before the first byte)";

    /// <returns>The faults, whose number is not limited here; or no faults and the first invalid item.</returns>
    public static (ImmutableArray<InjectedFault> Faults, string? InvalidItem) Read(string list)
    {
        var faults = ImmutableArray.CreateBuilder<InjectedFault>();
        foreach (var range in list.AsSpan().Split(','))
        {
            var item = list.AsSpan()[range].Trim(' ');
            if (ParseFault(item) is not { } fault) return ([], item.ToString());
            faults.Add(fault);
        }

        return (faults.ToImmutable(), null);
    }

    private static InjectedFault? ParseFault(ReadOnlySpan<char> item)
    {
        if (item.StartsWith("slow-first=")) return ParseDelay(item["slow-first=".Length..]) is { } delay ? new InjectedFault.SlowStart(delay) : null;
        if (item.StartsWith(CutOnSignal)) return CutSignals.IsName(item[CutOnSignal.Length..]) ? new InjectedFault.CutOnSignal(item[CutOnSignal.Length..].ToString()) : null;
        if (TrySplit(item, 'x', out var what, out var count) && count is not [>= '1' and <= '9']) return null;
        InjectedFault? fault = TrySplit(what, '@', out var kind, out var offset) ? ParseStreamFault(kind, offset) : ParseStatus(what);
        return fault is not null && count is [var times] ? fault with { Times = times - '0' } : fault;
    }

    private static InjectedFault.StreamFault? ParseStreamFault(ReadOnlySpan<char> kind, ReadOnlySpan<char> offset)
    {
        FaultKind? known = kind switch
        {
            "cut" => FaultKind.Cut,
            "stall" => FaultKind.Stall,
            "malformed" => FaultKind.Malformed,
            _ => null,
        };
        return known is { } faultKind && ParseNumber(offset) is <= MaxOffset and var number ? new InjectedFault.StreamFault(faultKind, number) : null;
    }

    private static InjectedFault.ErrorStatus? ParseStatus(ReadOnlySpan<char> status) =>
        ParseNumber(status) is (429 or 500 or 502 or 503 or 529) and var number ? new InjectedFault.ErrorStatus(number) : null;

    private static TimeSpan? ParseDelay(ReadOnlySpan<char> delay)
    {
        var isMilliseconds = delay.EndsWith("ms");
        if (!delay.EndsWith('s') || ParseNumber(delay[..^(isMilliseconds ? 2 : 1)]) is not { } number) return null;
        var duration = isMilliseconds ? TimeSpan.FromMilliseconds(number) : TimeSpan.FromSeconds(number);
        return duration <= MaxDelay ? duration : null;
    }

    /// <summary>Parses a number that consists of digits only.</summary>
    private static int? ParseNumber(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange('0', '9') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Splits a text at the first separator. Without a separator, <paramref name="before"/> is the whole text.</summary>
    private static bool TrySplit(ReadOnlySpan<char> text, char separator, out ReadOnlySpan<char> before, out ReadOnlySpan<char> after)
    {
        var index = text.IndexOf(separator);
        before = index < 0 ? text : text[..index];
        after = index < 0 ? default : text[(index + 1)..];
        return index >= 0;
    }
}
