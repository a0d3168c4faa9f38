using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Generates random tool schemas that can be satisfied; the same schemas for the same seed.</summary>
internal sealed class RandomSchemas(int seed)
{
    private static readonly string[] Names = ["path", "query", "url", "command", "city", "count", "max_depth", "flag", "items", "note", "kind", "x"];
    private static readonly string[] Patterns = ["^[a-z]+$", "^[A-Z]{2,4}-\\d+$", "^(ab|cd)+$", "^\\w+@\\w+\\.com$", "^[^/\\s]{3,}$", "^#[0-9a-f]{6}$", "x?y*z+"];
    private static readonly string[] Formats = ["date", "date-time", "uri", "email", "uuid", "ipv4"];

    private readonly Random random = new(seed);

    public JsonObject Next()
    {
        var schema = Object(depth: 0);
        if (Chance(2)) schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        if (Chance(3)) schema["title"] = "Parameters";
        schema["$defs"] = new JsonObject { ["Leaf"] = Scalar(), ["Branch"] = Object(depth: 3), ["Chain"] = Chain() };
        return schema;
    }

    /// <summary>From depth 3 there are no references to <c>Branch</c>: a schema that requires itself cannot be satisfied.</summary>
    private JsonObject Any(int depth) => random.Next(depth > 3 ? 6 : 13) switch
    {
        0 => new JsonObject { ["const"] = Value() },
        1 => new JsonObject { ["enum"] = new JsonArray("alpha", 2, null, true) },
        2 => new JsonObject { ["$ref"] = Pick(depth < 3 ? ["#/$defs/Leaf", "#/$defs/Chain", "#/$defs/Branch"] : ["#/$defs/Leaf", "#/$defs/Chain"]) },
        6 or 7 => Object(depth + 1),
        8 => Array(depth + 1),
        9 => new JsonObject { [Pick(["anyOf", "allOf"])] = new JsonArray(Any(depth + 1)) },
        10 => Alternatives(depth + 1),
        11 => AllOf(depth + 1),
        12 => new JsonObject { ["type"] = new JsonArray(Pick(["string", "integer", "boolean"]), "null") },
        _ => Scalar(),
    };

    private JsonObject Object(int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in random.GetItems(Names, random.Next(5)).Distinct())
        {
            properties[name] = Any(depth);
            if (Chance(2)) required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        if (Chance(3)) schema["additionalProperties"] = false;
        else if (Chance(4)) (schema["additionalProperties"], schema["minProperties"]) = (Scalar(), properties.Count + 1);
        return schema;
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Any(depth) };
        if (Chance(2)) schema["minItems"] = random.Next(4);
        if (Chance(2)) schema["maxItems"] = 3 + random.Next(4);
        if (!Chance(5)) return schema;
        schema["items"] = new JsonObject { ["type"] = Pick(["string", "integer"]) };
        schema["uniqueItems"] = true;
        return schema;
    }

    /// <summary>Alternatives of which a value satisfies at most one.</summary>
    private JsonObject Alternatives(int depth) => new()
    {
        [Pick(["anyOf", "oneOf"])] = new JsonArray(
            Chance(2) ? new JsonObject { ["type"] = "null" } : Array(depth),
            Object(depth).With("description", "an object"),
            new JsonObject { ["type"] = "string", ["maxLength"] = 12 }),
    };

    /// <summary>Compatible parts, some of them with alternatives.</summary>
    private JsonObject AllOf(int depth) => new()
    {
        ["allOf"] = new JsonArray(
            ObjectWith("left", depth),
            new JsonObject { ["anyOf"] = new JsonArray(ObjectWith("middle", depth), ObjectWith("centre", depth)) },
            new JsonObject { [Pick(["anyOf", "allOf"])] = new JsonArray(ObjectWith("right", depth)) },
            new JsonObject { ["$ref"] = "#/$defs/Chain" }),
    };

    private JsonObject ObjectWith(string name, int depth) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray(name),
        ["properties"] = new JsonObject { [name] = Any(depth) },
    };

    private JsonObject Scalar() => random.Next(5) switch
    {
        0 => new JsonObject { ["type"] = "boolean" },
        1 => Integer(),
        2 => new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = random.Next(-5, 5), ["maximum"] = 5 + random.Next(3), ["description"] = "a number" },
        _ => Text(),
    };

    private JsonObject Integer()
    {
        var min = random.Next(-1000, 1000);
        var schema = new JsonObject { ["type"] = "integer" };
        if (Chance(2)) schema["minimum"] = min;
        if (Chance(2)) schema["maximum"] = min + 20 + random.Next(50);
        if (Chance(3)) schema["multipleOf"] = random.Next(1, 7);
        else if (Chance(3) && min >= 0) schema["format"] = "uint32";
        if (Chance(4)) schema["default"] = null;
        return schema;
    }

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        switch (random.Next(4))
        {
            case 0: schema["pattern"] = Pick(Patterns); break;
            case 1: schema["format"] = Pick(Formats); break;
            case 2:
                var min = random.Next(30);
                (schema["minLength"], schema["maxLength"]) = (min, min + random.Next(10));
                break;
        }

        return schema;
    }

    private static JsonObject Chain() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("next"),
        ["properties"] = new JsonObject
        {
            ["next"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/$defs/Chain" }, new JsonObject { ["type"] = "null" }) },
        },
    };

    private JsonNode Value() => random.Next(3) switch { 0 => "fixed", 1 => 42, _ => new JsonObject { ["a"] = new JsonArray(1, 2) } };

    private bool Chance(int of) => random.Next(of) == 0;

    private string Pick(string[] items) => items[random.Next(items.Length)];
}
