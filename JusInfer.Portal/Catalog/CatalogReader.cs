using System.Security.Cryptography;
using System.Text.Json;
using JusInfer.Portal.Catalog.Reading;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// Reads a catalog file as a whole: either every line of it holds, or none is used and every fault is told at once, so
/// that a wrong file takes one round to mend.
/// </summary>
internal static class CatalogReader
{
    /// <summary>Long enough that two catalogs of one installation never share a version.</summary>
    private const int VersionDigits = 12;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The catalog these bytes describe, or every reason why they describe none.</summary>
    /// <param name="json">The file's bytes, UTF-8.</param>
    /// <param name="environment">Looks an environment variable up; null where it is unset.</param>
    public static CatalogResult Read(ReadOnlySpan<byte> json, Func<string, string?> environment)
    {
        var faults = new FaultList();
        using var document = Parse(json, faults);
        var snapshot = document is null ? null : Read(document.RootElement, Version(json), environment, faults);
        return snapshot is null || faults.Any ? CatalogResult.Refused(faults.All) : CatalogResult.Loaded(snapshot);
    }

    private static CatalogSnapshot? Read(JsonElement root, string version, Func<string, string?> environment, FaultList faults)
    {
        if (JsonFields.Of(root, "$", faults) is not { } file) return null;

        var providers = ProviderReader.Read(file.Objects("providers"), environment);
        var models = ModelReader.Read(file.Objects("models"), providers);
        var auto = AutoModelReader.Read(file.Object("auto"), models);
        file.RefuseTheRest();

        NameCheck.Run(models, auto, faults);
        if (faults.Any || auto is null) return null;

        return new CatalogSnapshot(providers.All, models.All, auto, version);
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> json, FaultList faults)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        if (json.StartsWith(byteOrderMark)) json = json[byteOrderMark.Length..];

        try
        {
            return JsonDocument.Parse(json.ToArray(), Strict);
        }
        catch (JsonException fault)
        {
            faults.Add("$", $"is not valid JSON; mend it there: {fault.Message}");
            return null;
        }
    }

    private static string Version(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json))[..VersionDigits];
}
