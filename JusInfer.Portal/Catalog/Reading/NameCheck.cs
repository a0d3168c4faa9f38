namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Tells of names that two models claim with equal right.</summary>
internal static class NameCheck
{
    public static void Run(Entries<Model> models, AutoModel? auto, FaultList faults)
    {
        var paths = models.WithPaths.ToDictionary(entry => entry.Value.Id, entry => entry.Path, StringComparer.Ordinal);
        ModelNames.Of(models.All, auto, out var clashes);
        foreach (var clash in clashes)
        {
            faults.Add(
                PathOf(clash.Second),
                $"claims the name \"{clash.Name}\", and so does {PathOf(clash.First)}; "
                + "take it from one, or give it as an alias to the one that is meant.");
        }

        string PathOf(ModelResolution meaning) => meaning is ModelResolution.Pinned pinned ? paths[pinned.Model.Id] : "$.auto";
    }
}
