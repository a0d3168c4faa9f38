namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>Something that clients rely on, asked at every door of every upstream.</summary>
/// <param name="Name">A row of the matrix.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Answer">What the upstream answers.</param>
internal sealed record Capability(string Name, ModelRequest Request, ModelAnswer Answer)
{
    /// <summary>Whether what was asked arrived upstream: first what was asked, then what was read there.</summary>
    public Func<ModelRequest, ModelRequest, bool> IsInRequest { get; init; } = static (_, _) => true;

    /// <summary>Whether what was said came to the client: first what was said, then what was heard.</summary>
    public Func<ModelAnswer, ModelAnswer, bool> IsInAnswer { get; init; } = static (_, _) => true;

    /// <summary>Pairs for which it does not hold and why, the first that matches.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Only of streams, and the last event comes a moment after the others.</summary>
    public bool StreamsOnly { get; init; }
}

internal enum GapKind
{
    /// <summary>The door's dialect has no words to ask it in: nothing is sent.</summary>
    NotExpressible,

    /// <summary>It is left out on the way, and the call succeeds without.</summary>
    Omitted,

    /// <summary>The call is refused with a reason.</summary>
    Rejected,
}

/// <param name="Kind">What happens instead.</param>
/// <param name="Client">A dialect, or <c>*</c>.</param>
/// <param name="Upstream">A dialect, or <c>*</c>.</param>
/// <param name="Reason">For the matrix.</param>
internal sealed record Gap(GapKind Kind, string Client, string Upstream, string Reason)
{
    public bool Covers(string door, string upstream) => (Client == "*" || Client == door) && (Upstream == "*" || Upstream == upstream);

    public static Gap NotExpressible(string door, string reason) => new(GapKind.NotExpressible, door, "*", reason);

    public static Gap Omitted(string door, string upstream, string reason) => new(GapKind.Omitted, door, upstream, reason);

    public static Gap Rejected(string door, string upstream, string reason) => new(GapKind.Rejected, door, upstream, reason);
}
