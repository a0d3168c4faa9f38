namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads <c>$.providers</c>.</summary>
internal static class ProviderReader
{
    public static Entries<Provider> Read(IEnumerable<JsonFields> list, Dialect[] dialects, CredentialReader credentials, TlsReader tls)
    {
        var providers = new Entries<Provider>();
        foreach (var fields in list) providers.Add(fields, (provider, id) => Read(provider, id, dialects, credentials, tls));
        return providers;
    }

    private static Provider? Read(JsonFields fields, string id, Dialect[] dialects, CredentialReader credentials, TlsReader tlsFiles)
    {
        var dialect = ReadDialect(fields, dialects);
        var address = ReadAddress(fields, dialect);
        var credential = credentials.Read(fields);
        var tls = tlsFiles.Read(fields, address);
        var enabled = fields.Flag("enabled") ?? true;
        var stopsBilling = fields.Flag("stopsBillingOnAbort") ?? false;
        var compaction = fields.Flag("compaction") ?? address?.Host == "api.openai.com";
        var assembleStreams = fields.Flag("assembleStreams") ?? false;
        var sendsPings = fields.Flag("sendsPings") ?? false;
        var acceptsSystemAnywhere = fields.Flag("acceptsSystemAnywhere");
        var markers = fields.Choice("cacheMarkers", CatalogNames.CacheMarkers);
        var isAnthropic = fields.Flag("anthropic");
        var policy = RequestPolicyReader.Read(fields, dialect);
        var timeouts = TimeoutFields.From(fields).Over(AttemptTimeouts.Default);
        if (dialect is null || address is null) return null;

        return new Provider
        {
            Id = id,
            Dialect = dialect,
            BaseUrl = address,
            ApiKeyEnv = credential.Variable,
            ApiKeyFile = credential.File,
            Credential = credential.Credential,
            CredentialOrigin = credential.Origin,
            CredentialFileFault = credential.FileFault,
            Tls = tls,
            Enabled = enabled,
            StopsBillingOnAbort = stopsBilling,
            Compaction = compaction,
            AssembleStreams = assembleStreams,
            SendsPings = sendsPings,
            AcceptsSystemAnywhere = acceptsSystemAnywhere,
            CacheMarkers = markers,
            IsAnthropic = isAnthropic ?? IsAnthropicHost(address.Host, dialect),
            RequestPolicy = policy,
            Timeouts = timeouts,
        };
    }

    private static Dialect? ReadDialect(JsonFields fields, Dialect[] dialects)
    {
        if (fields.RequiredText("dialect") is not { } name) return null;
        if (Array.Find(dialects, dialect => dialect.Name == name) is { } known) return known;
        fields.AddError("dialect", $"is \"{name}\"; write one of {string.Join(", ", dialects.Select(static dialect => dialect.Name))}.");
        return null;
    }

    private static Uri? ReadAddress(JsonFields fields, Dialect? dialect)
    {
        if (dialect == Dialect.Simulator && !fields.Has("baseUrl")) return Provider.EmbeddedSimulator.BaseUrl;

        return fields.Require("baseUrl") ? fields.Address("baseUrl") : null;
    }

    /// <summary>Behind the hosts of Amazon and Google, Anthropic's dialect is that of Claude.</summary>
    private static bool IsAnthropicHost(string host, Dialect dialect) =>
        HostName.IsAt(host, "anthropic.com")
        || (dialect.CacheMarkers == CacheMarkers.Anthropic
            && (HostName.IsAt(host, "amazonaws.com") || HostName.IsAt(host, "api.aws") || HostName.IsAt(host, "googleapis.com")));
}
