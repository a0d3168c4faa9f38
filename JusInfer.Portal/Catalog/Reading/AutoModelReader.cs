namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads <c>$.auto</c>.</summary>
internal static class AutoModelReader
{
    public static AutoModel? Read(JsonFields? fields, Entries<Model> models)
    {
        if (fields is null) return null;

        var id = fields.RequiredName("id");
        var aliases = fields.Texts("aliases");
        var baseline = ReadBaseline(fields, models);
        fields.RejectUnknownFields();

        return id is null || baseline is null ? null : new AutoModel { Id = id, Aliases = aliases, Baseline = baseline };
    }

    private static Model? ReadBaseline(JsonFields fields, Entries<Model> models)
    {
        if (fields.RequiredText("baseline") is not { } id) return null;
        if (models.TryFind(id, out var model)) return model;

        fields.AddError("baseline", $"is \"{id}\", which is not the id of a model; write an id from $.models.");
        return null;
    }
}
