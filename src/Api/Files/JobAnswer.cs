using System.Text.Json.Serialization;
using Grainwatch.Storage.Sources;

namespace Grainwatch.Api.Files;

/// <summary>A deletion in the words of clients, to whom it is a job that they may ask after.</summary>
sealed record JobAnswer(
    string Id,
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("delete_id")] string DeleteId,
    [property: JsonPropertyName("job_url")] string JobUrl,
    string Kind,
    string Status,
    string Datasource,
    [property: JsonPropertyName("delete_condition")] string DeleteCondition,
    [property: JsonPropertyName("rows_affected")] long RowsAffected,
    [property: JsonPropertyName("rows_to_be_deleted"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? RowsToBeDeleted)
{
    public static JobAnswer Of(DataSourceJob job, long? toBeDeleted)
    {
        var id = job.Id.ToString();
        return new JobAnswer(id, id, id, $"/v0/jobs/{id}", job.Kind, "done", job.Source, job.Condition, job.Rows, toBeDeleted);
    }
}
