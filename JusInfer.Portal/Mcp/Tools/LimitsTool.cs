using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Views;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Evaluates the limits of keys, as <c>GET /v1/limits</c> does.</summary>
internal sealed class LimitsTool(ApiKeyService keys, LimitReport report, CatalogSnapshot catalog, TimeProvider time) : McpTool<LimitsArguments>(
    "get_limits",
    "Limits",
    "Evaluates every limit that applies to the calls of a key: rates, budgets and the wallet, with what is used, what running calls hold, what is left and when it "
    + "resets. The one that binds is reached first. Without key, the newest live keys; a key for calls evaluates itself.")
{
    private const int MaxKeys = 5;

    protected override async Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<LimitsArguments> input, CancellationToken cancellationToken)
    {
        var arguments = input.Request;
        var model = arguments.Model is { } name ? catalog.Resolve(name) : null;
        if (model is ModelResolution.Unknown) input.AddError(nameof(LimitsArguments.Model), $"There is no model '{arguments.Model}'; list_models lists all.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var selected = await SelectAsync(me, arguments.Key, cancellationToken);
        if (selected.IsEmpty) return new RequestError.NotFound("There is no such live key.");
        var (text, views) = (new StringBuilder("# Limits\n"), new List<LimitsOfKeyView>());
        foreach (var key in selected)
        {
            if (await keys.FindHolderAsync(me.Member, key.Id, cancellationToken) is not { } holder) continue;
            var limits = await report.EvaluateAsync(holder, (model as ModelResolution.Pinned)?.Model.Id, catalog.IsDemo, cancellationToken);
            Append(text, key, limits);
            views.Add(new LimitsOfKeyView(key.Id.ToString(), key.Name, [.. limits.Select(LimitView.From)]));
        }

        return ToolOutput.Create(text.ToString(), new KeyLimitsView(views), ToolJson.Default.KeyLimitsView);
    }

    internal static string Amount(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);

    private async Task<ImmutableArray<ApiKey>> SelectAsync(SignedIn me, KeyId? requested, CancellationToken cancellationToken)
    {
        var only = OnlyKeyOf(me)?.Id;
        if (only is not null && requested is not null && only != requested) return [];
        var live = (await keys.ListAsync(me.Member, cancellationToken)).Where(key => key.IsLive(time.GetUtcNow()));
        return [.. ((only ?? requested) is { } id ? live.Where(key => key.Id == id) : live).Take(MaxKeys)];
    }

    private static void Append(StringBuilder text, ApiKey key, ImmutableArray<LimitState> limits)
    {
        var table = new MarkdownTable("limit", "code", "unit", "limit", "used", "held", "left", "resets", "binds");
        foreach (var limit in limits)
        {
            table.AddRow(
                limit.Name, limit.Scope, EnumFormat.Format(limit.Kind), Amount(limit.Limit), Amount(limit.Used), Amount(limit.Held), Amount(limit.Left),
                limit.ResetsAt is { } at ? MarkdownFormat.Time(at) : "–", limit.Binds ? "yes" : "no");
        }

        text.Append($"\n## {MarkdownTable.Cell(key.Name)} ({key.Id})\n\n").Append(table);
    }
}

/// <summary>The arguments of <see cref="LimitsTool"/>.</summary>
internal sealed record LimitsArguments
{
    [Description("The key: its id, not the key itself.")]
    public KeyId? Key { get; init; }

    [Description("The model that the calls use. Without it, budgets of single models are left out."), ShortText(200)]
    public string? Model { get; init; }
}

/// <summary>The limits of several keys.</summary>
internal sealed record KeyLimitsView(IReadOnlyList<LimitsOfKeyView> Data);

/// <summary>The limits of one key.</summary>
internal sealed record LimitsOfKeyView(string KeyId, string Name, IReadOnlyList<LimitView> Limits);
