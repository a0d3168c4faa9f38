using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Turns models on and off, and sets their aliases and prices. Only operators may.</summary>
internal sealed partial class ModelService(
    IProviderStore store, CatalogSource catalog, ProviderCatalog node, LocalModels local, IOperatorAuthorization operators,
    IStepUpAuthentication stepUp, TimeProvider time, ILogger<ModelService> logger)
{
    private static readonly RequestError NoSuchModel = new RequestError.NotFound("The catalog has no such model.");

    /// <summary>The models of the catalog and of local servers, in the order of the catalog.</summary>
    public async Task<ImmutableArray<ModelState>> ListAsync(CancellationToken cancellationToken)
    {
        var stored = await store.ReadAsync(cancellationToken);
        return [.. local.AddTo(catalog.File, stored.Servers).Models.Select(model => StateOf(model, stored))];
    }

    /// <summary>A model of the catalog or of a local server.</summary>
    public async Task<Result<ModelState, RequestError>> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(model => model.Original.Id == id) is { } state ? state : NoSuchModel;

    /// <summary>Replaces the settings of a model. Calls that begin afterwards use them, on every node.</summary>
    /// <param name="by">The operator.</param>
    /// <param name="id">The id of the model.</param>
    /// <param name="version">The version that the caller has read; null to replace any.</param>
    /// <param name="input">The settings.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<Result<ModelState, RequestError>> SetAsync(UserId by, string id, long? version, Input<ModelSettingsRequest> input, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        var stored = await store.ReadAsync(cancellationToken);
        var original = local.AddTo(catalog.File, stored.Servers);
        if (original.Models.FirstOrDefault(model => model.Id == id) is not { } model) return NoSuchModel;

        var before = stored.Models.FirstOrDefault(settings => settings.Model == id);
        var now = time.GetUtcNow();
        var request = input.Request;
        CheckPrice(input);
        var after = new ModelSettings
        {
            Model = id,
            Enabled = request.Enabled ?? true,
            Aliases = [.. (request.Aliases ?? []).Select(static alias => (alias ?? "").Trim()).Distinct(ModelNameComparer.Instance).Except(model.Aliases, ModelNameComparer.Instance)],
            Prices = input.Errors.Any ? [] : PricesOf(request, before, DateOnly.FromDateTime(now.UtcDateTime)),
            SetAt = ChangeVersion.Next(now, before?.SetAt),
            SetBy = by,
        };
        CheckAliases(input, after, [.. stored.Models.Where(settings => settings.Model != id)], original);
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (!after.Prices.AsSpan().SequenceEqual((before?.Prices ?? []).AsSpan())
            && await stepUp.CheckAsync(by, cancellationToken) is { } required) return required;

        if (!await store.SetModelAsync(after, version, cancellationToken))
            return RequestError.Conflict.OfVersion("model", StateOf(model, await store.ReadAsync(cancellationToken)).Version);
        LogModelChanged(id, by);
        await node.FollowAsync(cancellationToken);
        return StateOf(model, node.Stored);
    }

    /// <summary>A price has an input, an output and a source.</summary>
    private static void CheckPrice(Input<ModelSettingsRequest> input)
    {
        if (!input.Request.NamesPrice()) return;
        if (input.Request.Input is null) input.AddError(nameof(ModelSettingsRequest.Input), "{0} is missing.");
        if (input.Request.Output is null) input.AddError(nameof(ModelSettingsRequest.Output), "{0} is missing.");
        if (!Uri.TryCreate(input.Request.Source?.Trim(), UriKind.Absolute, out var source) || source is not { Scheme: "http" or "https", UserInfo: "" })
            input.AddError(nameof(ModelSettingsRequest.Source), "{0} must be the address of the page that has the price, such as https://example.com/pricing.");
    }

    /// <summary>Adds the error of each alias that is a name of another model.</summary>
    private static void CheckAliases(Input<ModelSettingsRequest> input, ModelSettings settings, ImmutableArray<ModelSettings> others, CatalogSnapshot original)
    {
        var catalog = others.ApplyTo(original);
        var model = catalog.Models.First(known => known.Id == settings.Model);
        foreach (var alias in settings.Aliases.Where(alias => catalog.TryReplace(ConfiguredModels.With(model, settings with { Aliases = [alias] })) is null))
        {
            var owner = catalog.Resolve(alias) is ModelResolution.Pinned { Model.Id: var other } ? other : catalog.Auto.Id;
            input.AddError(nameof(ModelSettingsRequest.Aliases), $"{alias} is a name of {owner} already.");
        }
    }

    /// <summary>Earlier own prices stay, so that a call that is settled late has the price of its day.</summary>
    private static ImmutableArray<CustomPrice> PricesOf(ModelSettingsRequest request, ModelSettings? before, DateOnly today)
    {
        if (request is not { Input: { } input, Output: { } output, Source: { } source }) return [];
        var write = request.CacheWrite5m ?? input;
        var price = new CustomPrice(today, input, request.CacheRead ?? input, write, request.CacheWrite1h ?? write, output, source.Trim());
        ImmutableArray<CustomPrice> earlier = before?.Prices ?? [];
        return earlier is [.., var last] && last with { From = today } == price ? earlier : [.. earlier.Where(each => each.From < today), price];
    }

    private ModelState StateOf(Model original, StoredProviders stored)
    {
        var settings = stored.Models.FirstOrDefault(settings => settings.Model == original.Id);
        return new ModelState
        {
            Model = catalog.Configured.Models.FirstOrDefault(model => model.Id == original.Id) ?? original,
            Original = original,
            Settings = settings,
            SetBy = settings is null ? null : stored.Emails.GetValueOrDefault(settings.SetBy),
        };
    }

    [LoggerMessage(LogEvents.ModelChanged, LogLevel.Information, "The settings of the model {Model} were changed by {User}")]
    private partial void LogModelChanged(string model, UserId user);
}
