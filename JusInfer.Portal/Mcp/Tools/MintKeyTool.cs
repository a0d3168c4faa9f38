using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>
/// Mints a key with a monthly cap, as <c>POST /v1/keys</c> does. A key may mint another one if it has the scope for it, acts for a member
/// who may and has no restriction, which the new key would not have. Its rate is the highest one of the new key, which ends when it is
/// revoked.
/// </summary>
internal sealed class MintKeyTool(ApiKeyService keys, IBudgetStore budgets, CatalogSnapshot catalog) : McpTool<MintKeyArguments>(
    "mint_key",
    "Mint a key under a budget",
    "Mints an API key that can spend at most monthly_cap_usd in a calendar month. The result contains the key, once: show it to the person who asked for it, or store it "
    + "as they say. Owners and admins of a team mint such keys.")
{
    private static readonly RequestError NoScope = new RequestError.Forbidden(
        "This key mints no keys. Use an access token of an owner or admin, or a key of theirs with the scope keys:mint.");

    private static readonly RequestError NotAllowed = new RequestError.Forbidden(
        "This app may read only. To let it mint keys, disconnect it on the account page of the portal, connect it again, and allow it to mint keys.");

    private static readonly RequestError OfNobody = new RequestError.Forbidden(
        "A service key belongs to no member and mints no keys. Use an access token of an owner or admin, or a key of theirs.");

    private static readonly RequestError Restricted = new RequestError.Forbidden(
        "This key has a cap or budget, limits, models or addresses of its own, which a key that it mints would not have. "
        + "Use an access token of an owner or admin, or a key without restrictions.");

    protected override bool IsReadOnly => false;

    public override bool IsFor(SignedIn me) => Reject(me) is null && me.Member.Role.Manages();

    protected override async Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<MintKeyArguments> input, CancellationToken cancellationToken)
    {
        if (Reject(me) is { } rejection) return rejection;
        if (me.Key is { } minting && await HasBudgetAsync(minting, cancellationToken)) return Restricted;
        var arguments = input.Request;
        var request = new KeyRequest
        {
            Name = arguments.Name,
            MonthlyCapUsd = arguments.MonthlyCapUsd,
            Rpm = arguments.Rpm ?? DefaultRateOf(me.Key),
            Models = arguments.Models,
            ExpiresAt = arguments.ExpiresAt,
        };
        if (me.Key is { Terms.RequestsPerMinute: var most } && arguments.Rpm > most)
            input.AddError(nameof(MintKeyArguments.Rpm), $"{{0}} must be at most {most}, which is the limit of this key.");
        CatalogModels.Check(input.Errors, "models", arguments.Models, catalog);
        if (!(await keys.MintAsync(me.Member, new Input<KeyRequest>(request, input.Errors), cancellationToken, me.Key?.Id))
            .TryGet(out var minted, out var error)) return error;
        return ToolOutput.Create(Write(minted), KeyView.From(minted), ApiJson.Default.KeyView);
    }

    private static RequestError? Reject(SignedIn me) => me.Grant is { MintsKeys: false } ? NotAllowed : me.Key switch
    {
        null => null,
        { Service: true } => OfNobody,
        { Terms.Scope: not KeyScope.KeysMint } => NoScope,
        { Terms: { Models.IsEmpty: true, AllowedAddresses.IsEmpty: true } terms }
            when terms is { MonthlyCap: null, TokensPerMinute: null, Concurrency: null } => null,
        _ => Restricted,
    };

    /// <summary>An owner can limit an agent by the rate of its key alone, so the agent gets no higher one by minting another key.</summary>
    private static long? DefaultRateOf(ApiKey? minting) =>
        minting is { Terms.RequestsPerMinute: < KeyTerms.DefaultRequestsPerMinute and var rate } ? rate : null;

    /// <summary>A budget of each key by itself applies to the new key as well; one of this key does not.</summary>
    private async Task<bool> HasBudgetAsync(ApiKey minting, CancellationToken cancellationToken) =>
        (await budgets.ListAsync(minting.TeamId, cancellationToken)).Any(budget => budget.Scope == BudgetScope.Key && budget.ScopeId == minting.Id.ToString());

    private static string Write(MintedKey minted)
    {
        var key = minted.Key;
        var models = key.Terms.Models.IsEmpty ? "all models" : string.Join(", ", key.Terms.Models);
        var expiry = key.ExpiresAt is { } at ? $", until {MarkdownFormat.Time(at)}" : "";
        return $"""
            # Key {MarkdownTable.Cell(key.Name)} ({key.Id})

            `{minted.Plaintext.Reveal()}`

            This is the only time that the key is shown. It can spend {MarkdownFormat.Usd(key.Terms.MonthlyCap ?? NanoUsd.Zero)} USD in a calendar month, {key.Terms.RequestsPerMinute} requests per minute, {models}{expiry}.

            """.ReplaceLineEndings("\n");
    }
}

/// <summary>The arguments of <see cref="MintKeyTool"/>.</summary>
internal sealed record MintKeyArguments
{
    [Description("What the key is for: a name for people, 1 to 100 characters."), RequiredField, ShortText(KeyRules.MaxNameLength, MinimumLength = 1)]
    public string? Name { get; init; }

    [Description("The most that the key may spend in a calendar month (UTC), in US dollars."), RequiredField, UsdAmount, JsonConverter(typeof(UsdJsonConverter))]
    public decimal? MonthlyCapUsd { get; init; }

    [Description("Requests per minute; 600 if absent. A key mints no key with more than it has itself."), WholeNumber(1, KeyRules.MaxPerMinute)]
    public long? Rpm { get; init; }

    [Description("The models that the key may call, by id; every model if absent."), ModelIds]
    public ImmutableArray<string>? Models { get; init; }

    [Description("When the key stops working, such as 2026-12-31; never if absent.")]
    public DateTimeOffset? ExpiresAt { get; init; }
}
