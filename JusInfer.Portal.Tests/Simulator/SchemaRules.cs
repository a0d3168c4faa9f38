using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>A small JSON schema validator, independent of the simulator's, that reports what is invalid and where.</summary>
internal static class SchemaRules
{
    public static IReadOnlyList<string> FindErrors(JsonNode? value, JsonNode schema) => Check(value, schema, schema, "$");

    private static List<string> Check(JsonNode? value, JsonNode? schema, JsonNode root, string at)
    {
        var errors = new List<string>();
        if (schema is JsonValue flag && !flag.GetValue<bool>()) errors.Add($"{at}: no value is allowed");
        if (schema is not JsonObject rules) return errors;
        foreach (var (keyword, rule) in rules) errors.AddRange(Apply(keyword, rule, rules, value, root, at).Select(error => $"{at}: {error}"));
        if (value is JsonObject item) errors.AddRange(Properties(item, rules, root, at));
        if (value is JsonArray array) errors.AddRange(Items(array, rules, root, at));
        return errors;
    }

    private static IEnumerable<string> Apply(string keyword, JsonNode? rule, JsonObject rules, JsonNode? value, JsonNode root, string at)
    {
        bool IsValid(JsonNode? schema) => Check(value, schema, root, at).Count == 0;
        var number = Number(value);
        var limit = Number(rule) ?? 0;
        var text = value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;
        var valid = keyword switch
        {
            "$ref" => IsValid(Resolve(root, rule!.GetValue<string>())),
            "type" => (rule is JsonArray many ? many.Select(one => one!.GetValue<string>()) : [rule!.GetValue<string>()]).Any(type => IsType(value, type)),
            "const" => Same(value, rule),
            "enum" => rule!.AsArray().Any(one => Same(value, one)),
            "allOf" => rule!.AsArray().All(IsValid),
            "anyOf" => rule!.AsArray().Any(IsValid),
            "oneOf" => rule!.AsArray().Count(IsValid) == 1,
            "not" => !IsValid(rule),
            "if" => IsValid(IsValid(rule) ? rules["then"] : rules["else"]),
            "minimum" => number is null || number >= limit,
            "maximum" => number is null || number <= limit,
            "exclusiveMinimum" => number is null || number > limit,
            "exclusiveMaximum" => number is null || number < limit,
            "multipleOf" => number is null || decimal.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture) % (decimal)limit == 0,
            "minLength" => text is null || text.EnumerateRunes().Count() >= rule!.GetValue<int>(),
            "maxLength" => text is null || text.EnumerateRunes().Count() <= rule!.GetValue<int>(),
            "pattern" => text is null || Regex.IsMatch(text, rule!.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1)),
            "format" => HasFormat(text, number, rule!.GetValue<string>()),
            "required" => value is not JsonObject item || rule!.AsArray().All(name => item.ContainsKey(name!.GetValue<string>())),
            "minProperties" => value is not JsonObject item || item.Count >= rule!.GetValue<int>(),
            "maxProperties" => value is not JsonObject item || item.Count <= rule!.GetValue<int>(),
            "minItems" => value is not JsonArray list || list.Count >= rule!.GetValue<int>(),
            "maxItems" => value is not JsonArray list || list.Count <= rule!.GetValue<int>(),
            "uniqueItems" => value is not JsonArray list || !rule!.GetValue<bool>() || list.All(one => list.Count(two => Same(one, two)) == 1),
            _ => true,
        };
        return valid ? [] : [$"{value?.ToJsonString() ?? "null"} violates {keyword} {rule?.ToJsonString()}"];
    }

    private static IEnumerable<string> Properties(JsonObject value, JsonObject rules, JsonNode root, string at) => value.SelectMany(property =>
        rules["properties"] is JsonObject known && known.TryGetPropertyValue(property.Key, out var schema) ? Check(property.Value, schema, root, $"{at}.{property.Key}")
        : rules["additionalProperties"] is { } rest ? Check(property.Value, rest, root, $"{at}.{property.Key}")
        : []);

    private static IEnumerable<string> Items(JsonArray value, JsonObject rules, JsonNode root, string at)
    {
        var first = rules["prefixItems"]?.AsArray() ?? [];
        return value.Index().SelectMany(item => Check(item.Item, item.Index < first.Count ? first[item.Index] : rules["items"], root, $"{at}[{item.Index}]"));
    }

    private static JsonNode? Resolve(JsonNode root, string reference) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode?)root, static (node, name) => node?[name]);

    private static double? Number(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.Number ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static bool Same(JsonNode? one, JsonNode? two) => one?.ToJsonString() == two?.ToJsonString();

    private static bool IsType(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("integer", JsonValueKind.Number) => decimal.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture) % 1 == 0,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        (_, var kind) => string.Equals(type, kind.ToString(), StringComparison.OrdinalIgnoreCase),
    };

    private static bool HasFormat(string? text, double? number, string format) => format switch
    {
        "uint8" => number is null or (>= 0 and <= 255),
        "uint32" => number is null or (>= 0 and <= uint.MaxValue),
        "int32" => number is null or (>= int.MinValue and <= int.MaxValue),
        _ when text is null => true,
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "date-time" => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uri" => Uri.IsWellFormedUriString(text, UriKind.Absolute),
        "email" => text.Split('@') is [{ Length: > 0 }, { Length: > 0 }],
        "uuid" => Guid.TryParse(text, out _),
        "ipv4" => IPAddress.TryParse(text, out var address) && address.ToString() == text,
        _ => true,
    };
}
