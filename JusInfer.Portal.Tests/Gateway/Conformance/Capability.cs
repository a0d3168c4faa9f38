namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>Something that clients rely on, asked at every door of every upstream.</summary>
/// <param name="Name">A row of the matrix.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Said">What the upstream answers.</param>
internal sealed record Capability(string Name, Question Question, Said Said)
{
    /// <summary>Whether what was asked arrived upstream: first what was asked, then what was read there.</summary>
    public Func<Question, Question, bool> Arrived { get; init; } = static (_, _) => true;

    /// <summary>Whether what was said came to the client: first what was said, then what was heard.</summary>
    public Func<Said, Said, bool> Came { get; init; } = static (_, _) => true;

    /// <summary>Pairs for which it does not hold and why, the first that matches.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Only of streams, and the last event comes a moment after the others.</summary>
    public bool OfStreams { get; init; }
}

internal enum GapKind
{
    /// <summary>The door's dialect has no words to ask it in: nothing is sent.</summary>
    NotSayable,

    /// <summary>It is left out on the way, and the call succeeds without.</summary>
    LeftOut,

    /// <summary>The call is refused with a reason.</summary>
    Refused,
}

/// <param name="Kind">What happens instead.</param>
/// <param name="Door">A dialect, or <c>*</c>.</param>
/// <param name="Upstream">A dialect, or <c>*</c>.</param>
/// <param name="Reason">For the matrix.</param>
internal sealed record Gap(GapKind Kind, string Door, string Upstream, string Reason)
{
    public bool Covers(string door, string upstream) => (Door == "*" || Door == door) && (Upstream == "*" || Upstream == upstream);

    public static Gap NotSayable(string door, string reason) => new(GapKind.NotSayable, door, "*", reason);

    public static Gap LeftOut(string door, string upstream, string reason) => new(GapKind.LeftOut, door, upstream, reason);

    public static Gap Refused(string door, string upstream, string reason) => new(GapKind.Refused, door, upstream, reason);
}
