from django.db import migrations

SYNONYMS = [
    "back pain, backache, back ache, sore back, bad back, aching back, back hurts, lumbago",
    "lower back, low back, small of the back, lumbar",
    "lower back pain, low back pain, lumbago, lumbar pain",
    "pain, ache, aching, sore, soreness, hurt, painful, agony",
    "slipped disc, herniated disc, bulging disc, prolapsed disc, ruptured disc, "
    "protruding disc, disc herniation, disc prolapse, disc bulge, blown disc",
    "pinched nerve, trapped nerve, compressed nerve, squashed nerve, nerve compression, "
    "irritated nerve",
    "sciatica, sciatic nerve, radiculopathy, pain down the leg, leg pain, "
    "shooting leg pain",
    "numb, numbness, tingling, pins and needles, no feeling, loss of feeling",
    "weakness, weak, foot drop, dropped foot",
    "pee, urine, urinate, bladder, pass water, wee, incontinence, wetting myself, wet myself",
    "poo, poop, bowel, stool, bowel movement",
    "injection, shot, jab, cortisone, steroid, epidural",
    "painkiller, pain relief, pain medication, medicine, medication, drug, tablet, pill, "
    "ibuprofen, paracetamol, acetaminophen, anti-inflammatory, NSAID",
    "surgery, operation, surgical, operate",
    "surgeon, neurosurgeon, spine doctor",
    "discectomy, microdiscectomy, disc surgery",
    "fusion, spinal fusion, laminectomy, decompression",
    "anesthetic, anesthesia, narcosis",
    "physiotherapy, physical therapy, physiotherapist, physical therapist, physio, PT, "
    "fizio, fisio",
    "doctor, physician, consultant, specialist, clinician, doc",
    "exercise, workout, training, stretch, gym",
    "core, abdominal, stomach muscles, trunk muscles",
    "walk, stroll, hike, on foot",
    "lift, carry, pick up",
    "sit, chair, desk, office, computer, work from home",
    "sleep, insomnia, cannot sleep, bed, mattress, pillow, at night",
    "MRI, magnetic resonance, scan, imaging, claustrophobia, claustrophobic",
    "X-ray, radiograph, imaging",
    "CT, computed tomography, scan",
    "osteoporosis, brittle bones, thin bones, weak bones, bone density, "
    "bone loss, bone scan, DEXA, DXA",
    "fracture, broken bone, broken back, break",
    "spinal stenosis, stenosis, narrow spine, narrowing of the spine, claudication",
    "neck pain, stiff neck, sore neck, neck ache, text neck, crick in the neck",
    "arthritis, osteoarthritis, spondylosis, wear and tear, degeneration",
    "posture, slouch, ergonomic",
    "phone, telephone, mobile, smartphone, cell phone",
    "emergency, urgent, ambulance, red flag, warning sign, dangerous, emergency room, ER, "
    "A&E, casualty",
    "cauda equina, saddle numbness, numb between the legs, numb groin, "
    "cannot feel between my legs, cant feel between my legs",
    "appointment, booking, book a visit, consultation, reschedule, cancel, "
    "cancel appointment, change appointment, make an appointment, see a doctor, referral, new patient, "
    "first visit, second opinion",
    "opening hours, opening times, office hours, business hours, open, closed, "
    "when are you open, hours",
    "contact, call, phone number, telephone number, email, e-mail, get in touch",
    "address, location, directions, map, how to get here, where are you, find you",
    "parking, car park, parking lot",
    "wheelchair, disabled, accessible, accessibility, ramp, lift access, step-free",
    "bus, public transport",
    "cost, price, fee, bill, insurance",
    "privacy, data protection, personal data, cookies, GDPR, HIPAA",
    "recovery, recover, rehabilitation, rehab, heal, getting better",
    "wound, incision, scar, stitches, sutures",
    "return to work, back to work, sick leave, time off work",
    "heat, hot water bottle, heating pad, warm pack",
    "cold, ice, ice pack, cold pack",
    "pregnancy, pregnant, expecting",
    "team, staff, our people, who we are, who are you, who works here, about us",
    "hunchback, hunched back, kyphosis, stooped, bent spine",
    "pain doctor, pain specialist, pain medicine, sports medicine",
]

SPANISH = {
    "dolor de espalda, espalda, mal de espalda": "back pain",
    "dolor lumbar, lumbalgia, dolor en la espalda baja": "low back pain",
    "dolor": "pain",
    "ciática, nervio ciático": "sciatica",
    "hernia de disco, hernia discal, hernia, disco": "herniated disc",
    "nervio pinzado, nervio comprimido, nervio": "pinched nerve",
    "cuello, dolor de cuello, tortícolis": "neck pain",
    "columna, columna vertebral": "spine",
    "estenosis, estenosis espinal": "stenosis",
    "osteoporosis, huesos frágiles, huesos": "osteoporosis",
    "fractura": "fracture",
    "cirugía, operación, cirujano": "surgery",
    "inyección, inyecciones, esteroides, cortisona, infiltración": "injection",
    "medicamento, medicamentos, medicina, pastillas": "medicine",
    "fisioterapia, fisioterapeuta, terapia física": "physical therapy",
    "ejercicio, ejercicios, estiramientos": "exercise",
    "caminar, andar, pasear": "walking",
    "dormir, sueño, insomnio": "sleep",
    "sentarse, sentado, silla": "sitting",
    "levantar, levantar peso, cargar": "lifting",
    "postura": "posture",
    "pierna, dolor de pierna": "leg",
    "entumecimiento, hormigueo, adormecido": "numbness",
    "vejiga, orinar, orina": "bladder",
    "radiografía, rayos x": "X-ray",
    "resonancia, resonancia magnética": "MRI",
    "recuperación, rehabilitación": "recovery",
    "emergencia, urgencia, urgencias": "emergency",
    "cita, pedir cita, reservar, cancelar, cancelar cita": "appointment",
    "horario, horarios, abierto": "opening hours",
    "teléfono, llamar": "phone number",
    "dirección, dónde están, cómo llegar": "address",
    "estacionamiento, aparcamiento": "parking",
    "médico, doctor, doctora": "doctor",
    "contacto": "contact",
    "privacidad": "privacy",
    "trabajo": "work",
    "embarazo, embarazada": "pregnancy",
    "artritis, artrosis": "arthritis",
    "calor": "heat",
    "hielo, frío": "ice",
    "equipo, quiénes somos": "team",
}


def add(apps, schema_editor):
    """Adds synonyms for back care, which editors change as they like."""
    synonyms = apps.get_model("core", "SearchSynonyms")
    synonyms.objects.bulk_create(
        [
            *(synonyms(words=words) for words in SYNONYMS),
            *(
                synonyms(words=words, translation_of=english)
                for words, english in SPANISH.items()
            ),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("clinic", "0001_initial"), ("core", "0003_search")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
