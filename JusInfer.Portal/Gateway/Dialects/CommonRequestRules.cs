using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Dialects;

/// <summary>The rules that the request policies of several dialects share.</summary>
internal static class CommonRequestRules
{
    private const string ChoosesModel = "It lets the provider choose another model, which is priced differently and which the key may not allow.";

    /// <summary>Why a hosted tool is removed or rejected.</summary>
    public const string Hosted = "The provider runs it and bills it in addition to tokens, and this gateway has no price for it.";

    /// <summary>Why an id of a stored object is rejected.</summary>
    public const string OfAccount = "It refers to an object in the gateway operator's account at the provider, which all callers share.";

    /// <summary>
    /// OpenRouter's fields for routing, which it accepts in all dialects (openrouter.ai/docs/guides/routing,
    /// openrouter.ai/docs/guides/features/plugins, openrouter.ai/docs/guides/features/presets), and LiteLLM's <c>fallbacks</c>
    /// (docs.litellm.ai/docs/proxy/reliability).
    /// </summary>
    public static ImmutableArray<RequestRule> Routing { get; } =
    [
        Reject("models", ChoosesModel),
        Reject("fallbacks", ChoosesModel),
        Reject("route", ChoosesModel),
        Reject("preset", ChoosesModel),
        Reject("provider", "It lets the provider choose a host with another price and another data policy."),
        Reject("plugins", "Plugins are billed in addition to tokens, and this gateway has no price for them."),
        Reject("transforms", "It lets the provider change the prompt and so the tokens that are billed."),
    ];

    public static RequestRule Reject(string field, string reason) => new(RequestPart.Field, field, RequestAction.Reject, reason);

    public static RequestRule Remove(string field, string reason) => new(RequestPart.Field, field, RequestAction.Remove, reason);

    /// <summary>Rules for hosted tools without a price.</summary>
    public static IEnumerable<RequestRule> HostedTools(params string[] types) =>
        types.Select(static type => new RequestRule(RequestPart.Tool, type, RequestAction.Remove, Hosted));

    public static IEnumerable<RequestRule> ObjectIds(params string[] names) =>
        names.Select(static name => new RequestRule(RequestPart.ObjectId, name, RequestAction.Reject, OfAccount));
}
