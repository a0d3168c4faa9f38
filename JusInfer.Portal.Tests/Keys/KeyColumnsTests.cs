using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Keys;

/// <summary>A field of a key's terms is defined once, in <see cref="KeyColumns"/>, and is in all forms of a key.</summary>
public sealed class KeyColumnsTests
{
    private static readonly KeyTerms Plain = new() { RequestsPerMinute = KeyTerms.DefaultRequestsPerMinute };

    /// <summary>Each field differs from <see cref="Plain"/>.</summary>
    private static readonly KeyTerms Set = new()
    {
        RequestsPerMinute = 7,
        TokensPerMinute = 8000,
        Concurrency = 9,
        MonthlyCap = NanoUsd.FromUsd(9.5m),
        Models = ["openai/gpt-5"],
        AllowedAddresses = [AddressRange.Parse("10.0.0.0/8")],
        Scope = KeyScope.UsageRead,
        Sandbox = true,
        CacheCare = false,
        Repository = "acme/shop",
        Label = "nightly",
    };

    public static IEnumerable<TheoryDataRow<string>> Fields =>
        typeof(KeyTerms).GetProperties().Select(static property => new TheoryDataRow<string>(property.Name));

    [Theory]
    [MemberData(nameof(Fields))]
    public void Each_field_is_shown_by_one_column(string name)
    {
        var field = typeof(KeyTerms).GetProperty(name)!;
        var terms = Plain with { };
        field.SetValue(terms, field.GetValue(Set));

        KeyColumns.Shown.Where(column => Text(column.ShownOf(terms)) != Text(column.ShownOf(Plain))).ShouldHaveSingleItem();
        var read = KeyColumns.All.Aggregate(Plain, (read, column) => column.With(read, column.StoredOf(terms)));
        Values(read).ShouldBe(Values(terms));

        static IEnumerable<string> Values(KeyTerms terms) => KeyColumns.Shown.Select(column => Text(column.ShownOf(terms)));
    }

    [Fact]
    public async Task A_column_is_in_the_table_the_api_its_description_and_the_audit_log()
    {
        await using var host = await ControlPlaneHost.StartAsync();
        var ada = await host.SignUpAsync();
        var description = (await ada.GetAsync("/openapi/v1.json")).Json;
        var paths = description.GetProperty("paths");
        var view = FieldsOf(description.GetProperty("components").GetProperty("schemas").GetProperty("KeyView"));
        var request = InputOf(paths.GetProperty("/v1/keys").GetProperty("post"));
        var change = InputOf(paths.GetProperty("/v1/keys/{id}").GetProperty("patch"));
        foreach (var column in KeyColumns.Shown)
        {
            view.GetProperty(column.Field).GetProperty("description").GetString().ShouldBe(column.Description);
            request.TryGetProperty(column.Field, out _).ShouldBeTrue(column.Field);
            change.TryGetProperty(column.Field, out _).ShouldBe(!column.IsFixed, column.Field);
        }

        var minted = await ada.PostAsync("/v1/keys", BodyOf(Set, KeyColumns.Shown));
        minted.ShouldBe(201);
        await ShouldBeStoredAsync(minted.Text("id"), Set);
        await ShouldBeAuditedAsync("key.created", KeyColumns.Shown);

        // What is not set is a list without elements, or null.
        var plain = await ada.PostAsync("/v1/keys", new { name = "plain" });
        var changeable = KeyColumns.Shown.Where(static column => !column.IsFixed).ToImmutableArray();
        await ShouldBeStoredAsync(plain.Text("id"), Plain);
        (await ada.PatchAsync($"/v1/keys/{plain.Text("id")}", BodyOf(Set, changeable))).ShouldBe(200);
        await ShouldBeStoredAsync(plain.Text("id"), Set with { Scope = Plain.Scope, Sandbox = Plain.Sandbox });
        await ShouldBeAuditedAsync("key.changed", changeable);

        async Task ShouldBeStoredAsync(string id, KeyTerms terms)
        {
            var keys = (await ada.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray();
            var key = keys.Single(key => key.GetProperty("id").GetString() == id);
            foreach (var column in KeyColumns.Shown)
                JsonNode.DeepEquals(JsonNode.Parse(key.GetProperty(column.Field).GetRawText()), Shown(column, terms)).ShouldBeTrue(column.Field);
        }

        async Task ShouldBeAuditedAsync(string action, IEnumerable<KeyColumn> columns)
        {
            var entry = (await ada.GetAsync($"/v1/audit?action={action}")).Json.GetProperty("data")[0];
            var fields = entry.GetProperty("changes").EnumerateArray().Select(static change => change.GetProperty("field").GetString());
            columns.Select(static column => column.Field).Except(fields).ShouldBeEmpty();
        }
    }

    /// <summary>The next field changes as many: its list of tags in the page is the seventh, for a field that has one.</summary>
    [Fact]
    public void A_field_is_named_in_six_files_and_where_it_applies()
    {
        var product = Repository.PathOf("JusInfer.Portal");
        string[] others = ["obj/", "bin/", "Gateway/", "Data/Migrations/"];
        var files = Directory.EnumerateFiles(product, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".cs" or ".razor")
            .Select(file => Path.GetRelativePath(product, file).Replace('\\', '/'))
            .Where(file => !others.Any(other => file.StartsWith(other, StringComparison.Ordinal)))
            .Where(file => File.ReadAllText(Path.Combine(product, file)).Contains("CacheCare", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);

        files.ShouldBe(
        [
            "Components/Developer/Keys/KeysPanel.razor",
            "Components/Developer/Keys/MintDialog.razor", "Components/Developer/Keys/MintDialog.razor.cs",
            "Keys/KeyChange.cs", "Keys/KeyColumns.cs", "Keys/KeyRequest.cs", "Keys/KeyTerms.cs",
        ]);
    }

    private static JsonObject BodyOf(KeyTerms terms, IEnumerable<KeyColumn> columns) => new(
        columns.Select(column => KeyValuePair.Create(column.Field, Shown(column, terms)))
            .Prepend(KeyValuePair.Create("name", (JsonNode?)"agent")));

    private static JsonNode? Shown(KeyColumn column, KeyTerms terms) =>
        JsonNode.Parse(column.ShownOf(terms) is null && column.Type == typeof(string[]) ? "[]" : Text(column.ShownOf(terms)));

    private static string Text(object? value) => value switch
    {
        NanoUsd amount => JsonSerializer.Serialize(amount.Usd),
        KeyScope scope => JsonSerializer.Serialize(scope),
        _ => JsonSerializer.Serialize(value),
    };

    private static JsonElement FieldsOf(JsonElement schema) => schema.GetProperty("properties");

    private static JsonElement InputOf(JsonElement operation) =>
        FieldsOf(operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
}
