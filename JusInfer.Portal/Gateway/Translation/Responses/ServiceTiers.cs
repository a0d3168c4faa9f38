using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>The names of the tiers of processing that serve answers, as providers report them.</summary>
internal static class ServiceTiers
{
    public const string Default = "default";

    /// <summary>Longer than any name. A longer one is ignored.</summary>
    private const int MaxBytes = 64;

    /// <summary>The names of OpenAI, Anthropic (<c>standard</c>) and Groq (<c>on_demand</c>), and the tier of each.</summary>
    private static readonly (string Name, string Tier)[] Known =
        [(Default, Default), ("standard", Default), ("on_demand", Default), ("flex", "flex"), ("priority", "priority"), ("scale", "scale")];

    /// <param name="escaped">The reported name, as escaped in JSON.</param>
    /// <returns>The tier; null if the name says nothing: what was asked for (<c>auto</c>), none, or one that is too long.</returns>
    public static string? Parse(ReadOnlySpan<byte> escaped)
    {
        foreach (var (name, tier) in Known)
        {
            if (Ascii.EqualsIgnoreCase(escaped, name)) return tier;
        }

        if (escaped.Length is 0 or > MaxBytes || Ascii.EqualsIgnoreCase(escaped, "auto"u8)) return null;
        return JsonText.OfEscaped(escaped).TryDecode(out var other) && other.Length > 0 ? other : null;
    }

    /// <summary>OpenAI's name as a JSON string; null if there is none.</summary>
    public static ReadOnlySpan<byte> Json(string? tier) => tier switch
    {
        Default => "\"default\""u8,
        "flex" => "\"flex\""u8,
        "priority" => "\"priority\""u8,
        "scale" => "\"scale\""u8,
        _ => "null"u8,
    };
}
