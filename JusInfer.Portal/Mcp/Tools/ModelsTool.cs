using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Models;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Lists models with their prices, as the catalog does.</summary>
internal sealed class ModelsTool(CatalogSnapshot catalog, CatalogListing listing) : McpTool<ModelsArguments>(
    "list_models",
    "Models and prices",
    "Lists models with their prices in US dollars per million tokens, context window, capabilities, and whether they can be called now.")
{
    private const int DefaultLimit = 30;

    protected override Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<ModelsArguments> input, CancellationToken cancellationToken) =>
        Task.FromResult(List(input));

    private Result<ToolOutput, RequestError> List(Input<ModelsArguments> input)
    {
        var arguments = input.Request;
        if (arguments.Tier is { } tier && CatalogNames.Tiers.Read(tier) is null) input.AddError(nameof(ModelsArguments.Tier), $"{{0}} must be one of {CatalogNames.Tiers.Known}.");
        if (arguments.Capabilities?.FirstOrDefault(static name => CatalogNames.Capabilities.Read(name ?? "") is null) is { } unknown)
            input.AddError(nameof(ModelsArguments.Capabilities), $"There is no capability '{unknown}'; they are {CatalogNames.Capabilities.Known}.");

        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var query = CatalogQuery.Parse(
            arguments.Search, arguments.Provider, arguments.Capabilities, arguments.Tier, arguments.Free is true ? "1" : null, arguments.Usable is true ? "1" : null, sort: null);
        var all = query.Apply(listing.Read(catalog));
        ImmutableArray<CatalogEntry> listed = [.. all.Take(arguments.Limit ?? DefaultLimit)];
        return new ToolOutput(Write(listed, all.Length), JsonElement.Parse(CatalogJson.Write(catalog, listed)));
    }

    private string Write(ImmutableArray<CatalogEntry> listed, int found)
    {
        var text = new StringBuilder($"# Models\n\nPrices are USD per million tokens. `{catalog.Auto.Id}` chooses a model per call.\n\n");
        if (catalog.IsDemo) text.Append("Demo mode: no provider has a credential, and the embedded simulator answers every call.\n\n");
        var table = new MarkdownTable("model", "tier", "context", "input", "cache read", "output", "capabilities", "usable");
        foreach (var entry in listed)
        {
            table.AddRow(
                entry.Id, CatalogNames.Tiers.Write(entry.Model.Tier), entry.Model.ContextWindow.ToString(CultureInfo.InvariantCulture), Amount(entry.Price?.InputPerMillion),
                Amount(entry.Price?.CacheReadPerMillion), Amount(entry.Price?.OutputPerMillion), string.Join(", ", CatalogNames.Capabilities.WriteFlags(entry.Model.Capabilities)),
                entry.IsUsable ? "yes" : "no");
        }

        text.Append(table);
        if (found > listed.Length) text.Append($"\n{found - listed.Length} more models match. Filter, or raise limit.\n");
        return text.ToString();
    }

    private static string Amount(NanoUsd? amount) => (amount ?? NanoUsd.Zero).Usd.ToString("0.00#######", CultureInfo.InvariantCulture);
}

/// <summary>The arguments of <see cref="ModelsTool"/>.</summary>
internal sealed record ModelsArguments
{
    [Description("Words that the model's id, other names or providers contain."), ShortText(CatalogQuery.MaxTextLength)]
    public string? Search { get; init; }

    [Description("Only models of this provider."), ShortText(100)]
    public string? Provider { get; init; }

    [Description("Only models with all of these capabilities, such as tools, vision, json_schema or reasoning.")]
    public ImmutableArray<string>? Capabilities { get; init; }

    [Description("Only models of this tier: small, mid or frontier.")]
    public string? Tier { get; init; }

    [Description("Only free models.")]
    public bool? Free { get; init; }

    [Description("Only models that can be called now.")]
    public bool? Usable { get; init; }

    [Description("The number of models; 30 if absent."), WholeNumber(1, 200)]
    public int? Limit { get; init; }
}
