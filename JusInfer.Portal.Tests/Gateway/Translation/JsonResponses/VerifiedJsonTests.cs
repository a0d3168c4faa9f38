using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.JsonResponses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.JsonResponses;

public sealed class VerifiedJsonTests
{
    private static readonly OutputFormat Schema = new OutputFormat.JsonSchema(JsonElement.Parse("""{"type":"object","properties":{"n":{"type":"number"}},"required":["n"]}"""));

    [Theory]
    [InlineData("""{"n":1}""", """{"n":1}""")]
    [InlineData(" \n{ \"n\": 1.50, \"big\": 18446744073709551616 }\n", "{ \"n\": 1.50, \"big\": 18446744073709551616 }")]
    [InlineData("```json\n{\"n\":1}\n```", """{"n":1}""")]
    [InlineData("Here {as asked}:\n\n{\"n\":1}\n\nLet me know [if needed].", """{"n":1}""")]
    [InlineData("<think>maybe {\"n\":2}</think>{\"n\":1}", """{"n":1}""")]
    [InlineData("For {\"x\":1} it is {\"n\":1,\"x\":1}", """{"n":1,"x":1}""")]
    [InlineData("{\"n\":1,\"s\":\"größe \\\"q\\\"\"}", "{\"n\":1,\"s\":\"größe \\\"q\\\"\"}")]
    public void The_document_is_found_in_the_words_around_it(string answer, string document)
    {
        var json = new VerifiedJson(Schema);

        json.Verify(JsonText.From(answer).Escaped)!.Value.Decode().ShouldBe(document);
        json.Invalid.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "it is not JSON")]
    [InlineData("Sorry, no.", "it is not JSON")]
    [InlineData("""{"n":1""", "it is not JSON")]
    [InlineData("""{"a":{"n":1},"b":}""", "it is not JSON")]
    [InlineData("""[{"n":1},{"n":}]""", "it is not JSON")]
    [InlineData("""{"n":1,"n":2}""", "it is not JSON")]
    [InlineData("""{"m":1}""", "$.n is missing")]
    [InlineData("""{"n":"1"}""", "$.n violates \"type\": \"number\"")]
    public void An_invalid_answer_has_a_fault(string answer, string fault)
    {
        var json = new VerifiedJson(Schema);

        json.Verify(JsonText.From(answer).Escaped).ShouldBeNull();
        json.Invalid.ShouldBe(new InvalidJson(answer, fault, fault));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public void Without_a_schema_only_an_object_is_valid(string answer)
    {
        var json = new VerifiedJson(OutputFormat.JsonObject);

        json.Verify(JsonText.From(answer).Escaped).ShouldBeNull();
        json.Invalid!.Fault.ShouldBe("it is not a JSON object");
    }

    [Fact]
    public void Many_braces_are_searched_in_bounded_time() =>
        new VerifiedJson(OutputFormat.JsonObject).Verify(JsonText.From(string.Concat(Enumerable.Repeat("{x", 500_000))).Escaped).ShouldBeNull();

    [Fact]
    public void A_schema_of_more_than_262144_characters_is_rejected()
    {
        var schema = JsonElement.Parse($$"""{"description":"{{new string('a', 262_144)}}"}""");

        Should.Throw<RequestFault>(() => new VerifiedJson(new OutputFormat.JsonSchema(schema))).Message.ShouldStartWith("The JSON schema of the answer has more than 262144 characters.");
    }

    [Fact]
    public void All_documents_of_an_answer_share_the_limit_of_the_work()
    {
        var expensive = string.Concat(Enumerable.Repeat("""{"$ref":"#"},""", 20));
        var json = new VerifiedJson(new OutputFormat.JsonSchema(JsonElement.Parse($$"""{"anyOf":[{{expensive}}{"$ref":"#"}]}""")));

        json.Verify(JsonText.From($"First {{}}, then {string.Concat(Enumerable.Repeat("""{"n":1} """, 60))}").Escaped).ShouldBeNull();

        json.Invalid!.Fault.ShouldBe("$ is nested too deep or too large to validate");
    }
}
