namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reports names that two models claim with the same precedence.</summary>
internal static class NameCheck
{
    public static void Run(Entries<Model> models, AutoModel? auto, ErrorList errors)
    {
        var paths = models.WithPaths.ToDictionary(entry => entry.Value.Id, entry => entry.Path, StringComparer.Ordinal);
        ModelNames.Create(models.All, auto, out var conflicts);
        foreach (var conflict in conflicts)
        {
            errors.Add(
                PathOf(conflict.Second),
                $"claims the name \"{conflict.Name}\", which {PathOf(conflict.First)} claims too; "
                + "remove it from one of them, or make it an alias of the intended one.");
        }

        string PathOf(ModelResolution meaning) => meaning is ModelResolution.Pinned pinned ? paths[pinned.Model.Id] : "$.auto";
    }
}
