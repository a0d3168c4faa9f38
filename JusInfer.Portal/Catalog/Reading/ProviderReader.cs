namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads <c>$.providers</c>.</summary>
internal static class ProviderReader
{
    public static Entries<Provider> Read(IEnumerable<JsonFields> list, Func<string, string?> environment)
    {
        var providers = new Entries<Provider>();
        foreach (var fields in list) providers.Add(fields, (provider, id) => Read(provider, id, environment));
        return providers;
    }

    private static Provider? Read(JsonFields fields, string id, Func<string, string?> environment)
    {
        var dialect = fields.Require("dialect") ? fields.Choice("dialect", CatalogNames.Dialects) : null;
        var address = ReadAddress(fields, dialect);
        var variable = ReadVariable(fields);
        var enabled = fields.Flag("enabled") ?? true;
        var stopsBilling = fields.Flag("stopsBillingOnAbort") ?? false;
        var markers = fields.Choice("cacheMarkers", CatalogNames.CacheMarkers);
        var timeouts = TimeoutFields.Of(fields).Over(AttemptTimeouts.Default);
        if (dialect is null || address is null) return null;

        return new Provider
        {
            Id = id,
            Dialect = dialect.Value,
            BaseUrl = address,
            ApiKeyEnv = variable,
            Credential = variable is null ? null : ReadCredential(environment(variable)),
            Enabled = enabled,
            StopsBillingOnAbort = stopsBilling,
            CacheMarkers = markers ?? MarkersOf(dialect.Value),
            Timeouts = timeouts,
        };
    }

    private static Uri? ReadAddress(JsonFields fields, Dialect? dialect)
    {
        if (dialect == Dialect.Simulator && !fields.Has("baseUrl")) return Provider.EmbeddedSimulator.BaseUrl;

        return fields.Require("baseUrl") ? fields.Address("baseUrl") : null;
    }

    private static string? ReadVariable(JsonFields fields)
    {
        if (fields.Text("apiKeyEnv") is not { } name) return null;
        if (IsVariableName(name)) return name;

        // The message does not repeat the text, because it is likely to be the credential itself.
        fields.AddError("apiKeyEnv", "is not the name of an environment variable; write the name, not the credential itself.");
        return null;
    }

    /// <summary>Mounted secrets often end with a line break, which is not valid in a header.</summary>
    private static Secret? ReadCredential(string? value) => string.IsNullOrWhiteSpace(value) ? null : new Secret(value.Trim());

    private static CacheMarkers MarkersOf(Dialect dialect) =>
        dialect == Dialect.AnthropicMessages ? CacheMarkers.Anthropic : CacheMarkers.Automatic;

    private static bool IsVariableName(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
