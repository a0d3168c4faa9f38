using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tests.Api.Input;

public sealed class RequestReaderTests
{
    [Fact]
    public void Fields_are_read_by_their_names_in_snake_case()
    {
        var read = Read("""{"name":"laptop","monthly_cap_usd":"12.5","models":["a/b"],"expires_at":"2026-12-01","sandbox":null}""");

        read.Errors.Any.ShouldBeFalse();
        read.Request.Name.ShouldBe("laptop");
        read.Request.MonthlyCapUsd.ShouldBe(12.5m);
        read.Request.Models!.Value.ShouldBe(["a/b"]);
        read.Request.ExpiresAt.ShouldBe(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        read.Request.Sandbox.ShouldBeNull();
    }

    [Theory]
    [InlineData("name", "5", "name must be a string.")]
    [InlineData("name", "\"\"", "name must be 1 to 100 characters long.")]
    [InlineData("name", "\"a\\u0007\"", "name may not contain control characters.")]
    [InlineData("name", "\"pay\\u202Elap\"", "name may not contain invisible characters that change the direction of text.")]
    [InlineData("name", "\"\\u2066pay\\u2069\"", "name may not contain invisible characters that change the direction of text.")]
    [InlineData("name", "\"\\ud800\"", "name must be a string.")]
    [InlineData("name", "null", "name is missing.")]
    [InlineData("rpm", "\"5\"", "rpm must be a whole number.")]
    [InlineData("rpm", "1.5", "rpm must be a whole number.")]
    [InlineData("rpm", "1e400", "rpm must be a whole number.")]
    [InlineData("rpm", "3000000000", "rpm must be a whole number from 1 to 1000000000.")]
    [InlineData("monthly_cap_usd", "\"1e3\"", "monthly_cap_usd must be a number of US dollars.")]
    [InlineData("monthly_cap_usd", "-1", "monthly_cap_usd must be from 0 to 1000000 USD.")]
    [InlineData("monthly_cap_usd", "0.0000000001", "monthly_cap_usd may have at most 9 decimals.")]
    [InlineData("models", "\"a/b\"", "models must be a list of strings.")]
    [InlineData("models", "[\"a/b\", 7]", "models must be a list of strings.")]
    [InlineData("models", "[null]", "models must be a list of model ids, each 1 to 200 characters long.")]
    [InlineData("expires_at", "\"tomorrow\"", "expires_at must be a time as in RFC 3339, such as 2026-11-20T12:00:00Z, or a date such as 2026-11-20.")]
    [InlineData("member_id", "\"key_1\"", "member_id must be an id that begins with mem_.")]
    [InlineData("sandbox", "\"yes\"", "sandbox must be true or false.")]
    public void An_error_names_the_field_and_what_is_expected(string field, string json, string message) =>
        Read($$"""{"name":"agent","{{field}}":{{json}}}""".Replace("""{"name":"agent","name":""", """{"name":""", StringComparison.Ordinal))
            .Errors[field].ShouldBe([message]);

    [Fact]
    public void An_unknown_field_is_reported_with_those_that_exist()
    {
        var errors = Read("""{"Name":"laptop"}""").Errors;
        errors["Name"].ShouldHaveSingleItem().ShouldStartWith("There is no field 'Name'; this call takes name, member_id, rpm,");
        errors["name"].ShouldBe(["name is missing."]);
    }

    [Fact]
    public void A_null_field_is_distinguished_from_an_absent_one_where_it_matters()
    {
        var read = Read("""{"tpm":null,"name":"laptop"}""", RequestJson.TypeOf<KeyChange>()).Request;
        read.Tpm.ShouldBe(new Optional<long?>(null));
        read.Rpm.HasValue.ShouldBeFalse();
        read.Name.Value.ShouldBe("laptop");
    }

    /// <summary>A property that is not nullable could not be absent, and one of an unlisted type could not be explained.</summary>
    [Fact]
    public void Every_field_of_every_request_can_be_absent_and_has_a_type_that_error_messages_can_name()
    {
        var fields = typeof(RequestJson).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .SelectMany(attribute => ((Type)attribute.ConstructorArguments[0].Value!).GetProperties())
            .Where(static field => !field.IsDefined(typeof(JsonExtensionDataAttribute)))
            .ToList();

        fields.Count.ShouldBeGreaterThan(30);
        foreach (var field in fields)
        {
            FieldType.Find(field.PropertyType).ShouldNotBeNull($"{field.DeclaringType}.{field.Name}");
            IsNullable(field).ShouldBeTrue($"{field.DeclaringType}.{field.Name}");
        }
    }

    private static bool IsNullable(PropertyInfo field) =>
        field.PropertyType.IsAssignableTo(typeof(IOptional)) || new NullabilityInfoContext().Create(field).ReadState is NullabilityState.Nullable;

    private static Input<KeyRequest> Read(string json) => Read(json, RequestJson.TypeOf<KeyRequest>());

    private static Input<T> Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class =>
        RequestReader.Read(JsonNode.Parse(json)!.AsObject(), type, new ValidationErrors(), field => FieldType.From(field.PropertyType).Expected);
}
