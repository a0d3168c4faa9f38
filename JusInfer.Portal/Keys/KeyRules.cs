using System.Collections.Immutable;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>What a key may be: turns what a person asked for into terms, or says everything that is wrong with it.</summary>
internal static class KeyRules
{
    public const int MaxNameLength = 100;
    public const int MaxPerMinute = 1_000_000_000;
    public const int MaxConcurrent = 100_000;
    public const int MaxModels = 100;
    public const int MaxModelNameLength = 200;

    public static KeyTerms Check(KeyRequest request, Faults faults) => new()
    {
        Name = CheckName(request.Name, faults),
        Limits = new KeyLimits
        {
            RequestsPerMinute = CheckRange("rpm", request.RequestsPerMinute, MaxPerMinute, faults) ?? KeyLimits.DefaultRequestsPerMinute,
            TokensPerMinute = CheckRange("tpm", request.TokensPerMinute, MaxPerMinute, faults),
            Concurrency = CheckRange("concurrency", request.Concurrency, MaxConcurrent, faults),
            MonthlyCap = CheckCap(request.MonthlyCapUsd, faults),
        },
        Models = CheckModels(request.Models, faults),
        ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        Sandbox = request.Sandbox,
    };

    /// <summary>A key that is expired before it is used is a slip of the pen; one that is already expired may stay so.</summary>
    public static void CheckExpiry(DateTimeOffset? expiresAt, DateTimeOffset now, Faults faults)
    {
        if (expiresAt <= now) faults.Add("expires_at", "expires_at must lie in the future.");
    }

    private static string CheckName(string? asked, Faults faults)
    {
        var name = asked?.Trim() ?? "";
        if (name.Length is 0 or > MaxNameLength) faults.Add("name", $"name must be 1 to {MaxNameLength} characters long.");
        if (name.Any(char.IsControl)) faults.Add("name", "name may not contain control characters.");
        return name;
    }

    private static int? CheckRange(string field, long? asked, int most, Faults faults)
    {
        if (asked is not { } value) return null;
        if (value >= 1 && value <= most) return (int)value;
        faults.Add(field, $"{field} must be a whole number from 1 to {most}.");
        return null;
    }

    private static NanoUsd? CheckCap(decimal? usd, Faults faults)
    {
        if (usd is not { } asked) return null;
        faults.CheckMonthly("monthly_cap_usd", asked);
        return faults["monthly_cap_usd"].Count == 0 ? NanoUsd.FromUsd(asked) : null;
    }

    private static ImmutableArray<string> CheckModels(ImmutableArray<string> asked, Faults faults)
    {
        var models = asked.Select(static model => model.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToImmutableArray();
        if (models.Length > MaxModels) faults.Add("models", $"models may name at most {MaxModels} models.");
        if (models.Any(static model => model.Length is 0 or > MaxModelNameLength || model.Any(char.IsControl)))
            faults.Add("models", $"models must be model ids of 1 to {MaxModelNameLength} characters.");
        return models;
    }
}
