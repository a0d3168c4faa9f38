using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class CatalogErrorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "providers": [], "providers": [] }""")]
    [InlineData("""{ "providers": [] } trailing""")]
    public void Invalid_json_is_one_error(string text)
    {
        CatalogFile.ReadText(text).Error!.Messages.ShouldHaveSingleItem().ShouldStartWith("$ is not valid JSON");
    }

    [Fact]
    public void A_file_that_is_not_an_object_is_one_error()
    {
        CatalogFile.ReadText("[]").Error!.Messages.ShouldBe(["$ is a list; write an object, { … }."]);
    }

    [Fact]
    public void Each_missing_part_of_an_empty_file_is_reported()
    {
        CatalogFile.ReadText("{}").Error!.Messages.Select(PathOf).ShouldBe(["$.providers", "$.models", "$.auto"]);
    }

    [Theory]
    [InlineData("$.surprise")]
    [InlineData("$.providers[0].surprise")]
    [InlineData("$.models[1].surprise")]
    [InlineData("$.models[0].endpoints[1].surprise")]
    [InlineData("$.models[0].prices[0].surprise")]
    [InlineData("$.auto.surprise")]
    public void An_unknown_field_is_rejected_at_every_level(string path)
    {
        var error = CatalogFile.Error(file => Put(file, path, "1"));

        error.ShouldStartWith($"{path} is not a known field; remove it, or use one of ");
    }

    [Theory]
    [InlineData("$.providers[0].id")]
    [InlineData("$.providers[0].dialect")]
    [InlineData("$.providers[0].baseUrl")]
    [InlineData("$.models[0].id")]
    [InlineData("$.models[0].tier")]
    [InlineData("$.models[0].quality")]
    [InlineData("$.models[0].endpoints")]
    [InlineData("$.models[0].contextWindow")]
    [InlineData("$.models[0].prices")]
    [InlineData("$.models[0].endpoints[0].provider")]
    [InlineData("$.models[0].endpoints[0].model")]
    [InlineData("$.models[0].prices[0].from")]
    [InlineData("$.models[0].prices[0].input")]
    [InlineData("$.models[0].prices[0].output")]
    [InlineData("$.auto.id")]
    [InlineData("$.auto.baseline")]
    public void A_missing_required_field_is_an_error(string path)
    {
        var result = CatalogFile.Read(file => Remove(file, path));

        result.Error!.Messages[0].ShouldBe($"{path} is missing; it has no default.");
    }

    [Theory]
    [InlineData("$.auto.id", "\"auto matic\"", "is \"auto matic\"; write printable ASCII characters without spaces.")]
    [InlineData("$.providers[0].dialect", "\"grpc\"", "is \"grpc\"; write one of openai-chat, anthropic-messages, openai-responses, simulator.")]
    [InlineData("$.providers[0].dialect", "7", "is 7; write a non-empty string without leading or trailing spaces.")]
    [InlineData("$.providers[0].enabled", "\"yes\"", "is \"yes\"; write true or false.")]
    [InlineData("$.providers[0].cacheMarkers", "\"always\"", "is \"always\"; write one of automatic, anthropic, none.")]
    [InlineData("$.providers[0].idleSeconds", "0", "is 0; write a number from 0.001 to 86400.")]
    [InlineData("$.models[0].aliases", "\"gpt-5\"", "is \"gpt-5\"; write a list, [ … ].")]
    [InlineData("$.models[0].aliases[1]", "\"\"", "is \"\"; write a non-empty string without leading or trailing spaces.")]
    [InlineData("$.models[0].tier", "\"large\"", "is \"large\"; write one of small, mid, frontier.")]
    [InlineData("$.models[0].tier", "null", "is null; write a non-empty string without leading or trailing spaces.")]
    [InlineData("$.models[0].quality", "1.01", "is 1.01; write a number from 0 to 1.")]
    [InlineData("$.models[0].quality", "-0.1", "is -0.1; write a number from 0 to 1.")]
    [InlineData("$.models[0].contextWindow", "0", "is 0; write a whole number greater than 0.")]
    [InlineData("$.models[0].contextWindow", "1.5", "is 1.5; write a whole number greater than 0.")]
    [InlineData("$.models[0].maxOutputTokens", "-1", "is -1; write a whole number greater than 0.")]
    [InlineData(
        "$.models[0].capabilities[1]",
        "\"telepathy\"",
        "is \"telepathy\"; write any of tools, parallel_tools, vision, json_object, json_schema, reasoning, logprobs, embeddings, completions.")]
    [InlineData("$.models[0].continuation", "\"guess\"", "is \"guess\"; write one of anchor, prefill, prefix, continue_final_message, none.")]
    [InlineData("$.models[0].toolCallFormat", "\"xml\"", "is \"xml\"; write one of native, hermes, qwen3-coder, deepseek, glm, minimax, kimi.")]
    [InlineData("$.models[0].endpoints", "[]", "is empty; list at least one endpoint.")]
    [InlineData("$.models[0].endpoints[0]", "\"openai\"", "is \"openai\"; write an object, { … }.")]
    [InlineData("$.models[0].endpoints[0].provider", "\"nobody\"", "is \"nobody\"; write one of openai, anthropic, local, or add it to $.providers.")]
    [InlineData("$.models[0].prices", "[]", "is empty; list a price, or set \"free\": true.")]
    [InlineData("$.models[0].free", "true", "is true although there are prices; remove one of them.")]
    [InlineData("$.models[0].prices[0].from", "\"07.08.2025\"", "is \"07.08.2025\"; write a date such as \"2026-11-20\".")]
    [InlineData("$.models[0].prices[0].read", "\"2026-02-30\"", "is \"2026-02-30\"; write a date such as \"2026-11-20\".")]
    [InlineData("$.auto.baseline", "\"openai/gpt-7\"", "is \"openai/gpt-7\", which is not the id of a model; write an id from $.models.")]
    public void An_invalid_value_is_reported_with_what_is_allowed(string path, string value, string error)
    {
        CatalogFile.Error(file => Put(file, path, value)).ShouldBe($"{path} {error}");
    }

    [Theory]
    [InlineData("-0.01")]
    [InlineData("0.0000000001")]
    [InlineData("1.00000000000000000000000000000001")]
    [InlineData("1e-3")]
    [InlineData("1000001")]
    [InlineData("\"free\"")]
    [InlineData("\"1,5\"")]
    [InlineData("true")]
    public void A_price_that_is_negative_or_inexact_is_an_error(string value)
    {
        var error = CatalogFile.Error(file => Put(file, "$.models[0].prices[0].cacheRead", value));

        error.ShouldStartWith("$.models[0].prices[0].cacheRead is ");
        error.ShouldEndWith("; write USD per million tokens in plain digits such as 0.125, from 0 to 1000000, with up to nine decimals.");
    }

    [Theory]
    [InlineData("$.providers[0].baseUrl", "api.openai.com/v1")]
    [InlineData("$.providers[0].baseUrl", "/v1")]
    [InlineData("$.providers[0].baseUrl", "ftp://api.openai.com")]
    [InlineData("$.providers[0].baseUrl", "https://user:planted@api.openai.com/v1")]
    [InlineData("$.models[0].prices[0].source", "the pricing page")]
    public void An_address_is_absolute_and_has_no_credentials(string path, string address)
    {
        var error = CatalogFile.Error(file => Put(file, path, $"\"{address}\""));

        error.ShouldStartWith($"{path} is not a valid address; write an absolute");
        error.ShouldNotContain("planted");
    }

    [Theory]
    [InlineData("sk-planted-1234")]
    [InlineData("1KEY")]
    [InlineData("MY KEY")]
    public void A_credential_in_place_of_its_variable_is_rejected_and_not_repeated(string name)
    {
        var error = CatalogFile.Error(file => file.Provider(0)["apiKeyEnv"] = name);

        error.ShouldStartWith("$.providers[0].apiKeyEnv is not the name of an environment variable");
        error.ShouldNotContain(name);
    }

    [Theory]
    [InlineData("""[{ "above": 0, "input": 1, "output": 1 }]""", "$.models[0].prices[0].tiers[0].above is 0; write a whole number greater than 0.")]
    [InlineData("""[{ "above": -1, "input": 1, "output": 1 }]""", "$.models[0].prices[0].tiers[0].above is -1; write a whole number greater than 0.")]
    [InlineData("""[{ "input": 1, "output": 1 }]""", "$.models[0].prices[0].tiers[0].above is missing; it has no default.")]
    [InlineData("""[{ "above": 200000, "output": 1 }]""", "$.models[0].prices[0].tiers[0].input is missing; it has no default.")]
    [InlineData("""[{ "above": 200000, "input": -1, "output": 1 }]""", "$.models[0].prices[0].tiers[0].input is -1; write USD per million tokens")]
    [InlineData("""[{ "above": 200000, "input": 1, "output": 1, "from": "2026-01-01" }]""", "$.models[0].prices[0].tiers[0].from is not a known field")]
    [InlineData("""[{ "above": 2, "input": 1, "output": 1 }, { "above": 2, "input": 1, "output": 1 }]""", "$.models[0].prices[0].tiers[1].above is 2; list the tiers in ascending order")]
    [InlineData("""[{ "above": 9, "input": 1, "output": 1 }, { "above": 2, "input": 1, "output": 1 }]""", "$.models[0].prices[0].tiers[1].above is 2; list the tiers in ascending order")]
    [InlineData("{}", "$.models[0].prices[0].tiers is ")]
    [InlineData("[7]", "$.models[0].prices[0].tiers[0] is 7; write an object")]
    public void An_invalid_tier_is_an_error(string tiers, string message) =>
        CatalogFile.Error(file => file.Model(0).Price(0)["tiers"] = JsonNode.Parse(tiers)).ShouldStartWith(message);

    [Fact]
    public void A_day_has_one_price()
    {
        var error = CatalogFile.Error(file => file.Model(0)["prices"]!.AsArray().Add(file.Model(0).Price(0).DeepClone()));

        error.ShouldBe("$.models[0].prices[1].from is 2025-08-07, which already has a price; remove one of them.");
    }

    [Fact]
    public void A_model_without_a_price_is_rejected_even_if_it_is_marked_as_not_free()
    {
        var error = CatalogFile.Error(file =>
        {
            file.Model(0).Remove("prices");
            file.Model(0)["free"] = false;
        });

        error.ShouldBe("$.models[0].prices is missing; it has no default.");
    }

    [Theory]
    [InlineData("$.providers[1].id", "openai")]
    [InlineData("$.providers[1].id", "OpenAI")]
    [InlineData("$.models[1].id", "openai/gpt-5")]
    public void Ids_are_unique(string path, string id)
    {
        CatalogFile.Read(file => Put(file, path, $"\"{id}\"")).Error!.Messages
            .ShouldContain($"{path} is \"{id}\", which is already in use; ids must be unique.");
    }

    [Fact]
    public void Two_models_cannot_claim_one_alias()
    {
        CatalogFile.Error(file => file.Model(1)["aliases"] = new JsonArray("GPT-5-2025.08.07")).ShouldBe(
            "$.models[1] claims the name \"GPT-5-2025.08.07\", which $.models[0] claims too; "
            + "remove it from one of them, or make it an alias of the intended one.");
    }

    [Fact]
    public void A_model_and_the_router_cannot_claim_one_alias()
    {
        CatalogFile.Error(file => file["auto"]!["aliases"]!.AsArray().Add("gpt-5"))
            .ShouldStartWith("$.auto claims the name \"gpt-5\", which $.models[0] claims too;");
    }

    [Fact]
    public void An_alias_cannot_be_the_id_of_another_model()
    {
        CatalogFile.Error(file => file.Model(1)["aliases"] = new JsonArray("openai/gpt-5"))
            .ShouldStartWith("$.models[1] claims the name \"openai/gpt-5\", which $.models[0] claims too;");
    }

    [Fact]
    public void Two_models_cannot_share_a_name_without_vendor_that_neither_has_as_an_alias()
    {
        CatalogFile.Error(file => AddModel(file, "mirror/claude-sonnet-4-5"))
            .ShouldStartWith("$.models[2] claims the name \"claude-sonnet-4-5\", which $.models[1] claims too;");
    }

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        var result = CatalogFile.Read(file =>
        {
            file.Provider(0)["baseUrl"] = "nowhere";
            file.Provider(1)["color"] = "green";
            file.Model(0)["tier"] = "huge";
            file.Model(0)["quality"] = 2;
            file.Model(0).Endpoint(1)["provider"] = "nobody";
            file.Model(0).Price(0)["input"] = -1;
            file.Model(1).Remove("prices");
            file["auto"]!["baseline"] = "nothing";
            file["extra"] = true;
        });

        result.Error!.Messages.Select(PathOf).ShouldBe(
        [
            "$.providers[0].baseUrl",
            "$.providers[1].color",
            "$.models[0].tier",
            "$.models[0].quality",
            "$.models[0].endpoints[1].provider",
            "$.models[0].prices[0].input",
            "$.models[1].prices",
            "$.auto.baseline",
            "$.extra",
        ]);
    }

    [Fact]
    public void A_reference_to_an_invalid_entry_is_not_a_further_error()
    {
        var result = CatalogFile.Read(file =>
        {
            file.Provider(1)["dialect"] = "grpc";
            file.Model(1)["tier"] = "huge";
        });

        result.Error!.Messages.Select(PathOf).ShouldBe(["$.providers[1].dialect", "$.models[1].tier"]);
    }

    private static void AddModel(JsonObject file, string id)
    {
        var model = file.Model(1).DeepClone().AsObject();
        model["id"] = id;
        file["models"]!.AsArray().Add(model);
    }

    private static string PathOf(string error) => error[..error.IndexOf(' ')];

    private static void Remove(JsonObject file, string path)
    {
        var (parent, name) = Parent(file, path);
        parent.AsObject().Remove(name).ShouldBeTrue();
    }

    private static void Put(JsonObject file, string path, string json)
    {
        var value = json == "null" ? null : JsonNode.Parse(json);
        var (parent, name) = Parent(file, path);
        if (parent is JsonArray list) list[int.Parse(name)] = value;
        else parent[name] = value;
    }

    private static (JsonNode Parent, string Name) Parent(JsonObject file, string path)
    {
        var steps = path.Replace("[", ".").Replace("]", string.Empty).Split('.')[1..];
        JsonNode node = file;
        foreach (var step in steps[..^1]) node = node is JsonArray list ? list[int.Parse(step)]! : node[step]!;
        return (node, steps[^1]);
    }
}
