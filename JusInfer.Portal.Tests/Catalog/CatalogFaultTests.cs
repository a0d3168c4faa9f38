using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Catalog;

public sealed class CatalogFaultTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "providers": [], "providers": [] }""")]
    [InlineData("""{ "providers": [] } trailing""")]
    public void What_is_not_JSON_is_one_fault(string text)
    {
        CatalogFile.ReadText(text).Faults.ShouldHaveSingleItem().ShouldStartWith("$ is not valid JSON");
    }

    [Fact]
    public void A_file_that_is_no_object_is_one_fault()
    {
        CatalogFile.ReadText("[]").Faults.ShouldBe(["$ is a list; write an object, { … }."]);
    }

    [Fact]
    public void An_empty_file_lacks_each_of_its_parts()
    {
        CatalogFile.ReadText("{}").Faults.Select(PathOf).ShouldBe(["$.providers", "$.models", "$.auto"]);
    }

    [Theory]
    [InlineData("$.surprise")]
    [InlineData("$.providers[0].surprise")]
    [InlineData("$.models[1].surprise")]
    [InlineData("$.models[0].endpoints[1].surprise")]
    [InlineData("$.models[0].prices[0].surprise")]
    [InlineData("$.auto.surprise")]
    public void A_field_nobody_knows_is_refused_wherever_it_stands(string path)
    {
        var fault = CatalogFile.Fault(file => Put(file, path, "1"));

        fault.ShouldStartWith($"{path} is not known; remove it, or write one of ");
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
    public void A_required_field_that_is_missing_is_a_fault(string path)
    {
        var result = CatalogFile.Read(file => Remove(file, path));

        result.Snapshot.ShouldBeNull();
        result.Faults[0].ShouldBe($"{path} is missing; write it, nothing can be assumed for it.");
    }

    [Theory]
    [InlineData("$.auto.id", "\"auto matic\"", "is \"auto matic\"; write letters, digits and signs of ASCII, without spaces.")]
    [InlineData("$.providers[0].dialect", "\"grpc\"", "is \"grpc\"; write one of openai-chat, anthropic-messages, openai-responses, simulator.")]
    [InlineData("$.providers[0].dialect", "7", "is 7; write a text that is not empty, without spaces at its ends.")]
    [InlineData("$.providers[0].enabled", "\"yes\"", "is \"yes\"; write true or false.")]
    [InlineData("$.providers[0].cacheMarkers", "\"always\"", "is \"always\"; write one of automatic, anthropic, none.")]
    [InlineData("$.providers[0].idleSeconds", "0", "is 0; write a number from 0.001 to 86400.")]
    [InlineData("$.models[0].aliases", "\"gpt-5\"", "is \"gpt-5\"; write a list, [ … ].")]
    [InlineData("$.models[0].aliases[1]", "\"\"", "is \"\"; write a text that is not empty, without spaces at its ends.")]
    [InlineData("$.models[0].tier", "\"large\"", "is \"large\"; write one of small, mid, frontier.")]
    [InlineData("$.models[0].tier", "null", "is null; write a text that is not empty, without spaces at its ends.")]
    [InlineData("$.models[0].quality", "1.01", "is 1.01; write a number from 0 to 1.")]
    [InlineData("$.models[0].quality", "-0.1", "is -0.1; write a number from 0 to 1.")]
    [InlineData("$.models[0].contextWindow", "0", "is 0; write a whole number above 0.")]
    [InlineData("$.models[0].contextWindow", "1.5", "is 1.5; write a whole number above 0.")]
    [InlineData("$.models[0].maxOutputTokens", "-1", "is -1; write a whole number above 0.")]
    [InlineData(
        "$.models[0].capabilities[1]",
        "\"telepathy\"",
        "is \"telepathy\"; write any of tools, parallel_tools, vision, json_object, json_schema, reasoning, logprobs, embeddings, completions.")]
    [InlineData("$.models[0].continuation", "\"guess\"", "is \"guess\"; write one of anchor, prefill, prefix, continue_final_message, none.")]
    [InlineData("$.models[0].toolCallFormat", "\"xml\"", "is \"xml\"; write one of native, hermes, qwen3-coder, deepseek, glm, minimax, kimi.")]
    [InlineData("$.models[0].endpoints", "[]", "names no endpoint; name at least one.")]
    [InlineData("$.models[0].endpoints[0]", "\"openai\"", "is \"openai\"; write an object, { … }.")]
    [InlineData("$.models[0].endpoints[0].provider", "\"nobody\"", "is \"nobody\"; write one of openai, anthropic, local, or add it to $.providers.")]
    [InlineData("$.models[0].prices", "[]", "names no price; name one, or write \"free\": true at the model.")]
    [InlineData("$.models[0].free", "true", "is true although there are prices; remove one of the two.")]
    [InlineData("$.models[0].prices[0].from", "\"07.08.2025\"", "is \"07.08.2025\"; write a day such as \"2026-11-20\".")]
    [InlineData("$.models[0].prices[0].read", "\"2026-02-30\"", "is \"2026-02-30\"; write a day such as \"2026-11-20\".")]
    [InlineData("$.auto.baseline", "\"openai/gpt-7\"", "is \"openai/gpt-7\", which is no model's id; write the id of one of $.models.")]
    public void A_value_that_cannot_be_is_a_fault_that_tells_what_can(string path, string value, string fault)
    {
        CatalogFile.Fault(file => Put(file, path, value)).ShouldBe($"{path} {fault}");
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
    public void A_price_that_is_negative_or_not_exact_or_no_price_is_a_fault(string value)
    {
        var fault = CatalogFile.Fault(file => Put(file, "$.models[0].prices[0].cacheRead", value));

        fault.ShouldStartWith("$.models[0].prices[0].cacheRead is ");
        fault.ShouldEndWith("; write USD per million tokens in plain digits such as 0.125, from 0 to 1000000, with up to nine decimals.");
    }

    [Theory]
    [InlineData("$.providers[0].baseUrl", "api.openai.com/v1")]
    [InlineData("$.providers[0].baseUrl", "/v1")]
    [InlineData("$.providers[0].baseUrl", "ftp://api.openai.com")]
    [InlineData("$.providers[0].baseUrl", "https://user:planted@api.openai.com/v1")]
    [InlineData("$.models[0].prices[0].source", "the pricing page")]
    public void An_address_is_absolute_and_carries_no_credential(string path, string address)
    {
        var fault = CatalogFile.Fault(file => Put(file, path, $"\"{address}\""));

        fault.ShouldStartWith($"{path} is no address; write an absolute one");
        fault.ShouldNotContain("planted");
    }

    [Theory]
    [InlineData("sk-planted-1234")]
    [InlineData("1KEY")]
    [InlineData("MY KEY")]
    public void A_credential_where_its_variable_belongs_is_refused_and_not_repeated(string name)
    {
        var fault = CatalogFile.Fault(file => file.Provider(0)["apiKeyEnv"] = name);

        fault.ShouldStartWith("$.providers[0].apiKeyEnv is no name of an environment variable");
        fault.ShouldNotContain(name);
    }

    [Fact]
    public void One_day_has_one_price()
    {
        var fault = CatalogFile.Fault(file => file.Model(0)["prices"]!.AsArray().Add(file.Model(0).Price(0).DeepClone()));

        fault.ShouldBe("$.models[0].prices[1].from is 2025-08-07, which has a price already; keep one of the two.");
    }

    [Fact]
    public void A_model_without_a_price_is_refused_even_if_it_says_it_is_not_free()
    {
        var fault = CatalogFile.Fault(file =>
        {
            file.Model(0).Remove("prices");
            file.Model(0)["free"] = false;
        });

        fault.ShouldBe("$.models[0].prices is missing; write it, nothing can be assumed for it.");
    }

    [Theory]
    [InlineData("$.providers[1].id", "openai")]
    [InlineData("$.providers[1].id", "OpenAI")]
    [InlineData("$.models[1].id", "openai/gpt-5")]
    public void An_id_is_used_once(string path, string id)
    {
        CatalogFile.Read(file => Put(file, path, $"\"{id}\"")).Faults
            .ShouldContain($"{path} is \"{id}\", which is taken; give each its own id.");
    }

    [Fact]
    public void Two_models_cannot_claim_one_alias()
    {
        CatalogFile.Fault(file => file.Model(1)["aliases"] = new JsonArray("GPT-5-2025.08.07")).ShouldBe(
            "$.models[1] claims the name \"GPT-5-2025.08.07\", and so does $.models[0]; "
            + "take it from one, or give it as an alias to the one that is meant.");
    }

    [Fact]
    public void A_model_and_the_router_cannot_claim_one_alias()
    {
        CatalogFile.Fault(file => file["auto"]!["aliases"]!.AsArray().Add("gpt-5"))
            .ShouldStartWith("$.auto claims the name \"gpt-5\", and so does $.models[0];");
    }

    [Fact]
    public void An_alias_cannot_be_the_id_of_another_model()
    {
        CatalogFile.Fault(file => file.Model(1)["aliases"] = new JsonArray("openai/gpt-5"))
            .ShouldStartWith("$.models[1] claims the name \"openai/gpt-5\", and so does $.models[0];");
    }

    [Fact]
    public void Two_models_cannot_share_a_bare_name_that_neither_has_as_its_alias()
    {
        CatalogFile.Fault(file => AddModel(file, "mirror/claude-sonnet-4-5"))
            .ShouldStartWith("$.models[2] claims the name \"claude-sonnet-4-5\", and so does $.models[1];");
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var result = CatalogFile.Read(file =>
        {
            file.Provider(0)["baseUrl"] = "nowhere";
            file.Provider(1)["colour"] = "green";
            file.Model(0)["tier"] = "huge";
            file.Model(0)["quality"] = 2;
            file.Model(0).Endpoint(1)["provider"] = "nobody";
            file.Model(0).Price(0)["input"] = -1;
            file.Model(1).Remove("prices");
            file["auto"]!["baseline"] = "nothing";
            file["extra"] = true;
        });

        result.Snapshot.ShouldBeNull();
        result.Faults.Select(PathOf).ShouldBe(
        [
            "$.providers[0].baseUrl",
            "$.providers[1].colour",
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
    public void A_faulty_entry_is_not_called_missing_by_what_refers_to_it()
    {
        var result = CatalogFile.Read(file =>
        {
            file.Provider(1)["dialect"] = "grpc";
            file.Model(1)["tier"] = "huge";
        });

        result.Faults.Select(PathOf).ShouldBe(["$.providers[1].dialect", "$.models[1].tier"]);
    }

    private static void AddModel(JsonObject file, string id)
    {
        var model = file.Model(1).DeepClone().AsObject();
        model["id"] = id;
        file["models"]!.AsArray().Add(model);
    }

    private static string PathOf(string fault) => fault[..fault.IndexOf(' ')];

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
