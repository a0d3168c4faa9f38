namespace JusInfer.Portal.Catalog;

/// <summary>A measurement of a model that a team has made with its own tasks. It is not part of the catalog.</summary>
/// <param name="Model">The id of the model.</param>
/// <param name="Prior">The measurement, whose source and harness are <see cref="TaskPrior.Own"/>.</param>
internal sealed record ModelPrior(string Model, TaskPrior Prior);
