using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Runs;

/// <summary>Where the calls of a run tree lost the prompt cache, what that cost, and what to change.</summary>
public sealed partial class CacheLosses
{
    /// <summary>The causes, the most expensive first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CacheLossCauseRow> Causes { get; set; } = [];

    /// <summary>The cost of all losses.</summary>
    [Parameter, EditorRequired]
    public string Cost { get; set; } = "";

    /// <summary>The share of the cost of the calls.</summary>
    [Parameter, EditorRequired]
    public string Share { get; set; } = "";
}

/// <summary>The losses of one cause, formatted.</summary>
/// <param name="Name">The cause.</param>
/// <param name="Advice">What to change.</param>
/// <param name="Calls">The number of calls, with the noun.</param>
/// <param name="Tokens">The tokens that were not read from the cache.</param>
/// <param name="Cost">What they cost above a cache read.</param>
/// <param name="Examples">The most expensive calls.</param>
public sealed record CacheLossCauseRow(string Name, string Advice, string Calls, string Tokens, string Cost, IReadOnlyList<CacheLossCallRow> Examples);

/// <summary>A call that lost the cache, formatted.</summary>
/// <param name="Href">The address of its receipt.</param>
/// <param name="At">When it started.</param>
/// <param name="RunId">Its run.</param>
/// <param name="Detail">Why, in words.</param>
/// <param name="Cost">What the lost tokens cost above a cache read.</param>
public sealed record CacheLossCallRow(string Href, DateTimeOffset At, string RunId, string Detail, string Cost);
