using System.Collections.Immutable;
using System.Globalization;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>Reads a list of drills, as <c>X-JusInfer-Chaos</c> holds it: <c>429x2, cut@2000, slow-first=5s</c>.</summary>
internal static class InjectedFaultSyntax
{
    /// <summary>How many a call may carry.</summary>
    public const int MaxInjectedFaults = 8;

    private const int MaxOffset = 1_000_000;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    /// <summary>All that is understood, for whoever wrote something else.</summary>
    public const string Allowed =
        "at most 8 of these, separated by commas: cut@N, stall@N, malformed@N (at byte N of the provider's answer, 0 to 1000000); "
        + "429, 500, 502, 503, 529 (the attempt is answered so); each of them with xK to strike K times, 1 to 9, as in 429x2; "
        + "and slow-first=5s or slow-first=500ms (at most 60s before the first byte)";

    /// <returns>The drills, however many; or the first thing in the list that is none, and no drills.</returns>
    public static (ImmutableArray<InjectedFault> Drills, string? Nonsense) Read(string list)
    {
        var drills = ImmutableArray.CreateBuilder<InjectedFault>();
        foreach (var range in list.AsSpan().Split(','))
        {
            var item = list.AsSpan()[range].Trim(' ');
            if (DrillIn(item) is not { } drill) return ([], item.ToString());
            drills.Add(drill);
        }

        return (drills.ToImmutable(), null);
    }

    private static InjectedFault? DrillIn(ReadOnlySpan<char> item)
    {
        if (item.StartsWith("slow-first=")) return WaitIn(item["slow-first=".Length..]) is { } wait ? new InjectedFault.SlowStart(wait) : null;
        if (Parted(item, 'x', out var what, out var count) && count is not [>= '1' and <= '9']) return null;
        InjectedFault? drill = Parted(what, '@', out var kind, out var offset) ? FaultIn(kind, offset) : RefusalIn(what);
        return drill is not null && count is [var times] ? drill with { Times = times - '0' } : drill;
    }

    private static InjectedFault.Fault? FaultIn(ReadOnlySpan<char> kind, ReadOnlySpan<char> offset)
    {
        FaultKind? known = kind switch
        {
            "cut" => FaultKind.Cut,
            "stall" => FaultKind.Stall,
            "malformed" => FaultKind.Malformed,
            _ => null,
        };
        return known is { } how && NumberIn(offset) is <= MaxOffset and var at ? new InjectedFault.Fault(how, at) : null;
    }

    private static InjectedFault.Refusal? RefusalIn(ReadOnlySpan<char> status) =>
        NumberIn(status) is (429 or 500 or 502 or 503 or 529) and var number ? new InjectedFault.Refusal(number) : null;

    private static TimeSpan? WaitIn(ReadOnlySpan<char> wait)
    {
        var isShort = wait.EndsWith("ms");
        if (!wait.EndsWith('s') || NumberIn(wait[..^(isShort ? 2 : 1)]) is not { } number) return null;
        var span = isShort ? TimeSpan.FromMilliseconds(number) : TimeSpan.FromSeconds(number);
        return span <= MaxWait ? span : null;
    }

    /// <summary>Digits alone; no sign, no white space.</summary>
    private static int? NumberIn(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange('0', '9') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Parts a text at a sign; without the sign it is all in the first part.</summary>
    private static bool Parted(ReadOnlySpan<char> text, char sign, out ReadOnlySpan<char> before, out ReadOnlySpan<char> after)
    {
        var at = text.IndexOf(sign);
        before = at < 0 ? text : text[..at];
        after = at < 0 ? default : text[(at + 1)..];
        return at >= 0;
    }
}
