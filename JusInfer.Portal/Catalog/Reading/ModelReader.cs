using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads <c>$.models</c>.</summary>
internal static class ModelReader
{
    public static Entries<Model> Read(IEnumerable<JsonFields> list, Entries<Provider> providers, DateOnly? today)
    {
        var models = new Entries<Model>();
        foreach (var fields in list) models.Add(fields, (model, id) => Read(model, id, providers, today));
        return models;
    }

    private static Model? Read(JsonFields fields, string id, Entries<Provider> providers, DateOnly? today)
    {
        var aliases = fields.Texts("aliases");
        var tier = fields.Require("tier") ? fields.Choice("tier", CatalogNames.Tiers) : null;
        var quality = fields.Require("quality") ? fields.Number("quality", 0, 1) : null;
        var endpoints = ReadEndpoints(fields, providers);
        var contextWindow = fields.Require("contextWindow") ? fields.Count("contextWindow") : null;
        var maxOutputTokens = fields.Count("maxOutputTokens");
        var capabilities = fields.Choices("capabilities", CatalogNames.Capabilities)
            .Aggregate(Capabilities.None, (all, capability) => all | capability);
        var continuation = fields.Choice("continuation", CatalogNames.Continuations);
        var toolCallFormat = fields.Choice("toolCallFormat", CatalogNames.ToolCallFormats);
        var thinkTags = fields.Flag("thinkTags");
        var thinkTagInPrompt = fields.Flag("thinkTagInPrompt");
        var prices = PriceReader.Read(fields);
        var priors = PriorReader.Read(fields, today);
        if (tier is null || quality is null || contextWindow is null || prices is null) return null;

        return new Model
        {
            Id = id,
            Aliases = aliases,
            Tier = tier.Value,
            Quality = quality.Value,
            Endpoints = endpoints,
            ContextWindow = contextWindow.Value,
            MaxOutputTokens = maxOutputTokens,
            Capabilities = capabilities,
            Continuation = continuation ?? Continuation.Anchor,
            ToolCallFormat = toolCallFormat ?? ToolCallFormat.Native,
            HasThinkTags = (thinkTags ?? false) || (thinkTagInPrompt ?? false),
            OpensThinkTagInPrompt = thinkTagInPrompt ?? false,
            Prices = prices,
            Priors = priors,
        };
    }

    private static ImmutableArray<ModelEndpoint> ReadEndpoints(JsonFields model, Entries<Provider> providers)
    {
        var modelTimeouts = TimeoutFields.From(model);
        var entries = model.Objects("endpoints").ToArray();
        if (entries.Length == 0 && model.Has("endpoints")) model.AddError("endpoints", "is empty; list at least one endpoint.");

        return [.. entries.Select(entry => ReadEndpoint(entry, providers, modelTimeouts)).OfType<ModelEndpoint>()];
    }

    private static ModelEndpoint? ReadEndpoint(JsonFields fields, Entries<Provider> providers, TimeoutFields modelTimeouts)
    {
        var provider = ReadProvider(fields, providers);
        var name = fields.RequiredText("model");
        var timeouts = TimeoutFields.From(fields);
        var prices = fields.Has("prices") || fields.Has("free") ? PriceReader.Read(fields) : null;
        fields.RejectUnknownFields();
        if (provider is null || name is null) return null;

        return new ModelEndpoint
        {
            Provider = provider,
            Model = name,
            Prices = prices,
            Timeouts = timeouts.Over(modelTimeouts.Over(provider.Timeouts)),
        };
    }

    private static Provider? ReadProvider(JsonFields fields, Entries<Provider> providers)
    {
        if (fields.RequiredText("provider") is not { } id) return null;
        if (providers.TryFind(id, out var provider)) return provider;

        fields.AddError("provider", $"is \"{id}\"; write one of {providers.Ids}, or add it to $.providers.");
        return null;
    }
}
