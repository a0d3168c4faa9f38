using JusInfer.Portal.Usage.Columns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JusInfer.Portal.Data.Model.Tables;

/// <summary>Configures an EF Core table from a list of columns.</summary>
internal static class ColumnMapping
{
    public static void MapColumns<TRow>(this EntityTypeBuilder<TRow> table, ColumnList<TRow> columns)
        where TRow : class
    {
        foreach (var column in columns)
        {
            var property = column.Path[0];
            if (column.Path is [_, var inner])
            {
                table.ComplexProperty(property.PropertyType, property.Name)
                    .Property(inner.PropertyType, inner.Name)
                    .HasColumnName(column.Name);
            }
            else
            {
                table.Property(property.PropertyType, property.Name).HasColumnName(column.Name);
            }
        }
    }
}
