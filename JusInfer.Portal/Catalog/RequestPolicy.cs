using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// The request fields, hosted tools and betas that change what a provider bills, or refer to the operator's account at the provider, and
/// what happens with each. Everything else is sent unchanged. Each dialect has a policy, whose rules a provider in the catalog can replace.
/// </summary>
internal sealed class RequestPolicy(params ImmutableArray<RequestRule> rules)
{
    public static RequestPolicy Empty { get; } = new();

    public ImmutableArray<RequestRule> Rules => rules;

    /// <summary>The rule for a part of a request; null if there is none.</summary>
    /// <param name="part">The kind of part.</param>
    /// <param name="name">The name in the request. The date at the end of the name of a tool or beta is ignored.</param>
    public RequestRule? Find(RequestPart part, string name)
    {
        foreach (var rule in rules)
        {
            if (rule.Part == part && rule.Matches(name)) return rule;
        }

        return null;
    }
}

/// <summary>A kind of part of a request.</summary>
internal enum RequestPart
{
    /// <summary>A field of the request itself.</summary>
    Field,

    /// <summary>A tool that the provider runs, by its type: <c>web_search</c> also stands for <c>web_search_20250305</c>.</summary>
    Tool,

    /// <summary>A feature in the header <c>anthropic-beta</c>: <c>fast-mode</c> also stands for <c>fast-mode-2026-02-01</c>.</summary>
    Beta,

    /// <summary>A field with the id of an object in the operator's account, in a tool or in a part of a message.</summary>
    ObjectId,
}

/// <summary>What happens with a part of a request.</summary>
internal enum RequestAction
{
    /// <summary>It is sent.</summary>
    Allow,

    /// <summary>It is left out. A call that requires a removed tool is rejected.</summary>
    Remove,

    /// <summary>The call is rejected with 400.</summary>
    Reject,
}

/// <summary>What happens with one part of a request.</summary>
/// <param name="Part">The kind of part.</param>
/// <param name="Name">Its name, without a date.</param>
/// <param name="Action">What happens with it.</param>
/// <param name="Reason">Why it is removed or rejected, as a sentence for the caller.</param>
internal sealed record RequestRule(RequestPart Part, string Name, RequestAction Action, string Reason = "")
{
    /// <summary>
    /// The values of a field that are sent in spite of <see cref="Action"/>, each with the factor by which it changes the price of the call.
    /// A value that is not a string is written as JSON without white space.
    /// </summary>
    public FrozenDictionary<string, decimal> Multipliers { get; init; } = FrozenDictionary<string, decimal>.Empty;

    /// <summary>The rule does not apply to Anthropic.</summary>
    public bool ExceptAnthropic { get; init; }

    /// <summary>The price of one call of a tool.</summary>
    public NanoUsd PricePerCall { get; init; }

    /// <summary>A rule for a field that has these values at no surcharge.</summary>
    public RequestRule Except(params ReadOnlySpan<string> values) =>
        this with { Multipliers = values.ToArray().ToFrozenDictionary(static value => value, static _ => 1m) };

    /// <summary>Ignores case, as some providers do.</summary>
    public bool Matches(string name) =>
        name.StartsWith(Name, StringComparison.OrdinalIgnoreCase)
        && (name.Length == Name.Length
            || (Part is RequestPart.Tool or RequestPart.Beta && name.Length > Name.Length + 1
                && name[Name.Length] is '_' or '-' && char.IsAsciiDigit(name[Name.Length + 1])));
}
