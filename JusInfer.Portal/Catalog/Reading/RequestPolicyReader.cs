using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads a provider's <c>requestPolicy</c>, a list of rules that replace those of its dialect.</summary>
internal static class RequestPolicyReader
{
    private const decimal MaxMultiplier = 1_000;

    private static readonly ImmutableArray<(string Field, RequestPart Part)> Parts =
    [
        ("field", RequestPart.Field), ("tool", RequestPart.Tool), ("beta", RequestPart.Beta), ("objectId", RequestPart.ObjectId),
    ];

    public static RequestPolicy Read(JsonFields provider, Dialect? dialect)
    {
        if (!provider.Has("requestPolicy")) return RequestPolicy.Empty;
        var rules = ImmutableArray.CreateBuilder<RequestRule>();
        foreach (var fields in provider.Objects("requestPolicy"))
        {
            if (ReadRule(fields, dialect) is not { } rule) continue;
            if (rules.All(other => other.Part != rule.Part || other.Name != rule.Name)) rules.Add(rule);
            else fields.AddError("action", $"is the second one for \"{rule.Name}\"; remove one of them.");
        }

        return new RequestPolicy(rules.ToImmutable());
    }

    private static RequestRule? ReadRule(JsonFields fields, Dialect? dialect)
    {
        var named = Parts.Where(part => fields.Has(part.Field)).ToArray();
        var names = named.Select(part => fields.RequiredName(part.Field)).ToArray();
        var action = fields.Require("action") ? fields.Choice("action", CatalogNames.RequestActions) : null;
        var price = fields.Money("pricePerCall", "USD per call");
        var multipliers = ReadMultipliers(fields);
        fields.RejectUnknownFields();
        if (named.Length != 1)
        {
            fields.AddError("field", "or one of tool, beta and objectId must name the part of the request; write exactly one of them.");
            return null;
        }

        if (names[0] is not { } name || action is null) return null;
        var part = named[0].Part;
        var isAllowedTool = part == RequestPart.Tool && action == RequestAction.Allow;
        if (isAllowedTool && price is null)
            fields.AddError("pricePerCall", "is missing; write the price of one call in USD, 0 if the provider charges tokens only.");
        else if (!isAllowedTool && price is not null)
            fields.AddError("pricePerCall", "is only for a tool with \"action\": \"allow\"; remove it.");
        else if (price > NanoUsd.Zero && dialect is { CountsToolCalls: false })
            fields.AddError("pricePerCall", $"cannot be charged: answers of {dialect.Name} do not contain the calls of hosted tools; write 0.");
        if (fields.Has("multipliers") && (part != RequestPart.Field || action != RequestAction.Allow))
            fields.AddError("multipliers", "are only for a field with \"action\": \"allow\"; remove them.");
        return new RequestRule(part, name, action.Value, "The operator of this gateway does not allow it.")
        {
            PricePerCall = price ?? NanoUsd.Zero,
            Multipliers = multipliers,
        };
    }

    private static FrozenDictionary<string, decimal> ReadMultipliers(JsonFields fields)
    {
        var multipliers = new Dictionary<string, decimal>(StringComparer.Ordinal);
        if (fields.Find("multipliers") is not { } json) return FrozenDictionary<string, decimal>.Empty;
        if (json.ValueKind != JsonValueKind.Object)
        {
            fields.AddError("multipliers", $"is {JsonFields.Kind(json)}; write an object with a number for each value.");
            return FrozenDictionary<string, decimal>.Empty;
        }

        foreach (var value in json.EnumerateObject())
        {
            if (value.Value.ValueKind == JsonValueKind.Number && value.Value.TryGetDecimal(out var multiplier) && multiplier is >= 0 and <= MaxMultiplier)
                multipliers[value.Name] = multiplier;
            else
                fields.AddError($"multipliers.{value.Name}", $"is {JsonFields.Kind(value.Value)}; write a number from 0 to {MaxMultiplier}.");
        }

        return multipliers.ToFrozenDictionary();
    }
}
